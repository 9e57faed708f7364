import { readFileSync } from 'node:fs';
import { INTENTS, named, type Probabilities, STAGES, URGENCIES } from './heads.ts';
import { openReader, type Reader } from './network/reader.ts';
import { decodeModel } from './network/text-model.ts';

/** A post as the intent model reads it. */
export interface IntentText {
  readonly text: string;
  /** Whether the text is the headline of an article, and not the author's own words. */
  readonly isHeadline: boolean;
}

/** What the author of a post wants: probabilities between 0 and 1, each group summing to one. */
export interface IntentProbabilities {
  readonly intent: Probabilities<(typeof INTENTS)[number]>;
  readonly urgency: Probabilities<(typeof URGENCIES)[number]>;
  readonly stage: Probabilities<(typeof STAGES)[number]>;
}

/** Increment with every change of weights or features. */
export const INTENT_VERSION = 2;

let reader: Reader | undefined;

/**
 * Estimates the intent, urgency and buying stage of English posts, one result each in the same
 * order. Null if a post has too few words that the model knows.
 */
export function readIntents(posts: readonly IntentText[]): (IntentProbabilities | null)[] {
  reader ??= openReader(decodeModel(readFileSync(new URL('intent.bin', import.meta.url))));
  const { read } = reader;
  return posts.map(({ text, isHeadline }) => {
    const probabilities = read(text, intentMarks(isHeadline));
    if (probabilities === null) return null;
    return {
      intent: named(INTENTS, probabilities, 0),
      urgency: named(URGENCIES, probabilities, INTENTS.length),
      stage: named(STAGES, probabilities, INTENTS.length + URGENCIES.length),
    };
  });
}

/** Returns the marks by which the model tells headlines from posts. */
export function intentMarks(isHeadline: boolean): readonly string[] {
  return isHeadline ? ['<headline>'] : [];
}
