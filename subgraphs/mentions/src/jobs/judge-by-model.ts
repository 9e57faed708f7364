import { type Deferred, type Judge, type Judgement, joinParts, judgeWorkspaces } from '@tributary/ai';
import { DAY, type Job, type SubgraphServices } from '@tributary/kit';
import type { Scope } from '@tributary/kit/postgres';
import { languageOf } from '@tributary/text-models';
import type { Tables } from '../data/tables.ts';
import { listUnjudged, listWorkspacesWithRuns } from '../data/write/stored-mentions.ts';
import { type NewOpinion, updateOpinions } from '../data/write/write-mentions.ts';
import { dominantSentiment, type NewMention } from '../mention.ts';
import type { MentionRecord } from '../merge.ts';
import { SENTIMENT, type Sentiment } from '../opinion/index.ts';

/** Mentions of a workspace per run, newest first, for a language model and for a classifier. */
const MENTIONS = 200;
const MENTIONS_LOCALLY = 2_000;
/** Days after which a mention that was not judged keeps the sentiment of the embedded model. */
const RECENT_DAYS = 2;

/** What the job needs of the subgraph's resources. */
interface Resources {
  /** Returns what judges sentiments besides the embedded model; null if nothing is configured. */
  judge(): Promise<Judge | null>;
}

/**
 * Lets the local classifier, or else the language model, judge the sentiment of new mentions. Until
 * then they have that of the embedded model, and keep it if the other gives no valid judgement or
 * the workspace's tokens are used up.
 */
export const judgeByModel: Job<SubgraphServices<Tables>, Resources> = {
  name: 'mentions.judge-by-model',
  schedule: '* * * * *',
  prepare: ({ judge }) => judge(),
  async run({ db, clock, log }, { signal }, resources) {
    const judge = await resources.judge();
    if (judge === null) return;
    const since = new Date(clock() - RECENT_DAYS * DAY);
    const run = { judge, subject: 'mentions', log, signal };
    await judgeWorkspaces(await listWorkspacesWithRuns(db, since), run, (workspaceId) =>
      judgeMentions({ db, workspaceId }, judge, since, signal),
    );
  },
};

/** Judges new mentions of a workspace; returns why some of them were not judged. */
async function judgeMentions(
  scope: Scope<Tables>,
  judge: Judge,
  since: Date,
  signal: AbortSignal,
): Promise<Deferred | null> {
  const records = await listUnjudged(scope, since, judge.isLocal ? MENTIONS_LOCALLY : MENTIONS);
  if (records.length === 0) return null;
  const texts = records.map(({ mention, analysis }) => ({
    ...textOf(mention),
    embedded: dominantSentiment(analysis?.sentiment ?? null),
  }));
  const results = await judge.judge(scope, { task: SENTIMENT, context: {}, texts }, signal);
  const opinions = results.flatMap((result, index) => opinionOf(result, records[index]!, judge.engine));
  if (opinions.length > 0) await updateOpinions(scope, opinions);
  return results.find((result) => result.state === 'deferred') ?? null;
}

/** Returns the text of a mention with its language, where another than the stated one counts. */
function textOf({ title, text, language: stated }: NewMention): { text: string; language: string | null } {
  const whole = joinParts(title, text);
  const { language, unjudged } = languageOf(whole, stated);
  return { text: whole, language: unjudged ?? language };
}

/** Converts a result; nothing if the text was not judged. */
function opinionOf(result: Judgement<Sentiment>, { mention }: MentionRecord, model: string): NewOpinion[] {
  if (result.state === 'deferred') return [];
  const sentiment = result.state === 'judged' ? result.label : null;
  return [{ mention, opinion: { model, sentiment, hash: result.hash } }];
}
