/** Kind of a sentence: a call to action, a question or a statement. */
export type SentenceKind = 'buy' | 'come' | 'look' | 'try' | 'question' | 'statement';

const VERBS: readonly (readonly [SentenceKind, string])[] = [
  ['buy', 'buy|order|purchase|shop|book|reserve|subscribe|sign up|register|get yours?|grab'],
  ['come', 'join|visit|come'],
  ['look', 'read|watch|listen|see|check out|learn|discover|have a look|look at'],
  ['try', 'try|download|install|start|test|use'],
];
const KINDS = VERBS.map(
  ([kind, verbs]) =>
    [
      kind,
      new RegExp(`(^|,|\\band\\b|\\bplease\\b)\\s*(just |now |today )?\\b(?:${verbs})\\b`, 'i'),
    ] as const,
);

/**
 * Classifies a sentence. It is a call to action only if the verb begins it or follows a comma,
 * `and` or `please`.
 */
export function kindOf(sentence: string): SentenceKind {
  if (/\?\s*$/.test(sentence)) return 'question';
  return KINDS.find(([, pattern]) => pattern.test(sentence.trim()))?.[0] ?? 'statement';
}
