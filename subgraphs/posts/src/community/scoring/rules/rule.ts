import type { Intent } from '../analysis.ts';

/**
 * Patterns are written with plain spaces (` ?` an optional one, `[ -]` a space or a hyphen) and
 * compiled once. Every repetition is bounded, or begins at the edge of a word, so that a pattern
 * costs at most a constant at each place of the text: matching is linear whatever the text.
 */
export function phrase(strings: TemplateStringsArray, ...parts: string[]): RegExp {
  return compile(String.raw(strings, ...parts), 'gi');
}

/** The same with letter case respected and Unicode classes: for proper names. */
export function cased(strings: TemplateStringsArray, ...parts: string[]): RegExp {
  return compile(String.raw(strings, ...parts), 'gu');
}

/**
 * Stems as `stemsOf` makes them: the first four letters of a word, in lower case, or one of `? $ €
 * £`.
 */
export type Cues = readonly string[];

/** Most rules fail on most posts: looking up stems first made scoring twice as fast. */
export function cues(stems: string): Cues {
  return stems.split(' ');
}

function compile(source: string, flags: string): RegExp {
  const spaced = source.replaceAll('[ -]', '[\\s-]').replaceAll(' ?', '\\s{0,3}').replaceAll(' ', '\\s{1,3}');
  return new RegExp(spaced, flags);
}

/** A rule that says what the author wants. The strongest one decides the intent. */
export interface IntentRule {
  name: string;
  /**
   * At least one of these stems is in every text that a pattern can match; without them the
   * patterns are not tried.
   */
  cues?: Cues;
  intent: Intent;
  weight: number;
  /** Weight where the title is an article's headline; without it such titles are not read. */
  headlineWeight?: number;
  /** Read in the title only. */
  title?: readonly RegExp[];
  /** Read in title and body. */
  text?: readonly RegExp[];
  /** Does not fire in a sentence that has one of these words. */
  unless?: RegExp;
  /** Only on these platforms. */
  sources?: readonly string[];
  /** Not reported as a buying signal, only in the reason. */
  quiet?: true;
}

/** A circumstance that adds to the score of a post that wants something. */
export interface SignalRule {
  name: string;
  /**
   * At least one of these stems is in every text that a pattern can match; without them the
   * patterns are not tried.
   */
  cues?: Cues;
  weight: number;
  text: readonly RegExp[];
  unless?: RegExp;
}

/** A look-alike: the score is held at or under the ceiling. */
export interface TrapRule {
  name: string;
  /**
   * At least one of these stems is in every text that a pattern can match; without them the
   * patterns are not tried.
   */
  cues?: Cues;
  ceiling: number;
  title?: readonly RegExp[];
  text?: readonly RegExp[];
  /** Intents that the trap leaves alone. */
  spares: readonly Intent[];
  /** The post is not about wanting anything: no intent is reported. */
  clearsIntent: boolean;
}
