import type { Persona } from '../../persona/persona.ts';
import { sentencesOf } from './text.ts';

const LONGEST = 80;

/** A persona's own ways to begin and to end. */
export interface OwnPhrases {
  readonly opening: string | null;
  readonly closing: string | null;
}

/** What at least two of a persona's examples begin or end with is its way to begin or end. */
export function ownPhrases({ examples }: Persona): OwnPhrases {
  const sentences = examples.map((example) =>
    sentencesOf(example)
      .map((each) => each.trim())
      .filter((each) => each !== ''),
  );
  const several = sentences.filter(({ length }) => length > 1);
  return {
    opening: repeated(several.map((each) => each[0]!)),
    closing: repeated(several.map((each) => each.at(-1)!)),
  };
}

function repeated(phrases: readonly string[]): string | null {
  const counts = new Map<string, number>();
  for (const phrase of phrases)
    if (phrase.length <= LONGEST) counts.set(phrase, (counts.get(phrase) ?? 0) + 1);
  const [most] = [...counts].filter(([, count]) => count > 1).sort(([, one], [, other]) => other - one);
  return most?.[0] ?? null;
}
