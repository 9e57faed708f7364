import { readAffect, SENTIMENTS } from '../../src/index.ts';
import { DIRECTION, INVARIANT, MINIMUM } from '../data/checks/phrases.ts';

/** How many phrases of a kind pass. */
export interface PhraseResult {
  readonly kind: string;
  readonly passed: number;
  readonly phrases: number;
  /** The phrases that fail. */
  readonly failed: readonly string[];
}

/** Checks the committed model on the phrases of `phrases.ts`. */
export function evaluatePhrases(): PhraseResult[] {
  const minimum = Object.entries(MINIMUM).map(([kind, phrases]) =>
    resultOf(
      kind,
      phrases.map(([sentiment, text]) => [text, likeliestOf(text) === sentiment]),
    ),
  );
  return [
    ...minimum,
    resultOf(
      'invariance',
      INVARIANT.map(([one, other]) => [`${one} / ${other}`, likeliestOf(one) === likeliestOf(other)]),
    ),
    resultOf(
      'direction',
      DIRECTION.map(([one, other, sentiment]) => [
        `${one} / ${other}`,
        shareOf(other, sentiment) > shareOf(one, sentiment),
      ]),
    ),
  ];
}

function resultOf(kind: string, checks: readonly (readonly [text: string, passes: boolean])[]): PhraseResult {
  const failed = checks.filter(([, passes]) => !passes).map(([text]) => text);
  return { kind, passed: checks.length - failed.length, phrases: checks.length, failed };
}

function sentimentOf(text: string) {
  return readAffect([text])[0]?.sentiment ?? null;
}

function likeliestOf(text: string): string | null {
  const sentiment = sentimentOf(text);
  return sentiment && SENTIMENTS.reduce((best, name) => (sentiment[name] > sentiment[best] ? name : best));
}

function shareOf(text: string, name: (typeof SENTIMENTS)[number]): number {
  return sentimentOf(text)?.[name] ?? 0;
}
