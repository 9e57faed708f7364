import type { Scope } from '@tributary/kit/postgres';
import { loadJudgements } from '../data/judgements.ts';
import { addCosts } from '../data/ledger.ts';
import type { Tables } from '../data/tables.ts';
import { type Batch, batchesOf, type HashedText } from './ask-model.ts';
import { dayOf } from './judge-batch.ts';
import {
  type Judgement,
  type JudgementOf,
  type JudgingRequest,
  judgementHash,
  readPart,
} from './judging-task.ts';
import { judgementOf } from './stored-results.ts';

/** What judges texts that have no stored judgement. */
export interface JudgingEngine {
  /** Name of the model with its version, which stored judgements belong to. */
  readonly name: string;
  readonly clock: () => number;
  /** Judges a batch, stores the judgements, and returns them by hash. */
  judgeBatch<Label extends string>(
    scope: Scope<Tables>,
    batch: Batch<Label>,
    signal: AbortSignal,
  ): Promise<JudgementOf<Label>>;
}

/** Judges each text once, unless it was judged before; one result for each, in the same order. */
export async function judgeTexts<Label extends string>(
  scope: Scope<Tables>,
  engine: JudgingEngine,
  request: JudgingRequest<Label>,
  signal: AbortSignal,
): Promise<Judgement<Label>[]> {
  const texts = request.texts.map(({ text, embedded }): HashedText<Label> => {
    const read = readPart(text);
    return { hash: judgementHash(request, engine.name, read), text: read, embedded };
  });
  const distinct = [...new Map(texts.map((text) => [text.hash, text])).values()];
  const stored = await loadJudgements(
    scope,
    distinct.map(({ hash }) => hash),
  );
  const results = new Map(stored.map((each) => [each.hash, judgementOf<Label>(each)]));
  await recordCached(scope, engine, request, stored.length);
  // A blank text has no evidence for any label.
  for (const { hash, text } of distinct)
    if (text.trim() === '') results.set(hash, { state: 'dropped', hash });
  const missing = distinct.filter(({ hash }) => !results.has(hash));
  let deferred: Judgement<Label> | undefined;
  for (const batch of batchesOf(missing)) {
    const judged = await engine.judgeBatch(scope, { ...request, texts: batch }, signal);
    for (const [hash, judgement] of judged) results.set(hash, judgement);
    deferred = [...judged.values()].find(({ state }) => state === 'deferred');
    // The next request would fail as well, after its own timeout.
    if (deferred) break;
  }
  return texts.map(({ hash }) => results.get(hash) ?? deferred!);
}

async function recordCached<Label extends string>(
  scope: Scope<Tables>,
  { clock, name }: JudgingEngine,
  { task }: JudgingRequest<Label>,
  cached: number,
): Promise<void> {
  if (cached === 0) return;
  const day = dayOf(clock());
  const none = { requests: 0, judged: 0, dropped: 0, inputTokens: 0, outputTokens: 0, dollars: 0 };
  await addCosts(scope, { day, task: task.name, model: name, ...none, cached });
}
