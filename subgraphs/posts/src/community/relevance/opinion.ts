import { createHash } from 'node:crypto';
import type { JudgingTask } from '@tributary/ai';
import type { JudgedPost, Relevance } from './relevance.ts';
import type { Finding } from './relevance-rules.ts';

/** What the language model has judged of a match. */
export interface Opinion {
  readonly model: string;
  /** Null if its judgement was dropped: then the rules judge, and it is not asked again. */
  readonly relevance: Relevance | null;
  /** Empty if its judgement was dropped. */
  readonly reason: string;
  /** Identifies the judgement in the cache of `@tributary/ai`. */
  readonly hash: string;
  /** Of the post's words that were judged, see {@link wordsHash}. */
  readonly words: string;
}

/** How the language model judges relevance. */
export const RELEVANCE: JudgingTask<Relevance> = {
  name: 'relevance',
  version: 1,
  instructions:
    'A company searches public posts by a query. Judge how relevant each text is for the purpose that `context` states: `query` is the query, ' +
    '`about` says in the words of the company what it is looking for, and may be empty.',
  labels: {
    high: 'The text is about what the company is looking for.',
    medium: 'The text may be about it, or mentions it in passing.',
    low: 'The text is about something else that has the same name, or it is spam, a giveaway or an advertisement.',
  },
};

/** Returns the context that relevance is judged in. */
export function relevanceContext(tracker: {
  readonly name: string;
  readonly query: string;
  readonly context: string;
}): Record<string, string> {
  return { name: tracker.name, query: tracker.query, about: tracker.context };
}

/** The words of a post, from which the language model judges. */
export type JudgedWords = Pick<JudgedPost, 'title' | 'body'>;

/** Returns a hash of a post's words, which tells whether an opinion is about them. */
export function wordsHash({ title, body }: JudgedWords): string {
  return createHash('sha256')
    .update(JSON.stringify([title, body]))
    .digest('base64url');
}

/** Log-odds that stand for an opinion; the corrections of a workspace are added to them. */
const ODDS: Readonly<Record<Relevance, number>> = { high: 1.5, medium: 0, low: -1.5 };
/** Weight of the reason for a medium relevance, so that it is named. */
const NOTABLE = 0.1;

/** Returns an opinion in the form of the rules' findings; null if its judgement was dropped. */
export function findingsOf({
  model,
  relevance,
  reason,
}: Opinion): { findings: Finding[]; odds: number } | null {
  if (relevance === null) return null;
  const odds = ODDS[relevance];
  const clause = reason.trim().replace(/[.!\s]+$/, '');
  return { odds, findings: [{ weight: odds || NOTABLE, reason: `${clause}, according to ${model}` }] };
}
