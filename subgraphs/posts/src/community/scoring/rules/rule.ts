import type { Intent } from '../analysis.ts';

/**
 * Compiles a pattern written with plain spaces (` ?` for an optional space, `[ -]` for a space or a
 * hyphen). Every repetition must be bounded or start at a word boundary, so that a pattern has a
 * constant maximum cost at each position and matching stays linear for any text.
 */
export function phrase(strings: TemplateStringsArray, ...parts: string[]): RegExp {
  return compile(String.raw(strings, ...parts), 'gi');
}

/** Compiles a case-sensitive pattern with Unicode classes, for proper names. */
export function cased(strings: TemplateStringsArray, ...parts: string[]): RegExp {
  return compile(String.raw(strings, ...parts), 'gu');
}

/**
 * Stems as returned by `stemsOf`: the first four letters of a lower-case word, or `?`, `$`, `€` or
 * `£`.
 */
export type Cues = readonly string[];

/** The lists that each stem is in. */
const listsOf = new Map<string, Cues[]>();

/**
 * Parses a list of stems. Most rules fail on most posts: looking up stems first doubled scoring
 * speed.
 */
export function cues(stems: string): Cues {
  const list = stems.split(' ');
  for (const stem of list) listsOf.set(stem, [...(listsOf.get(stem) ?? []), list]);
  return list;
}

/** Returns the lists that have a stem of the text, which has fewer stems than there are rules. */
export function cuesAmong(stems: Iterable<string>): ReadonlySet<Cues> {
  const found = new Set<Cues>();
  for (const stem of stems) for (const list of listsOf.get(stem) ?? []) found.add(list);
  return found;
}

function compile(source: string, flags: string): RegExp {
  const spaced = source.replaceAll('[ -]', '[\\s-]').replaceAll(' ?', '\\s{0,3}').replaceAll(' ', '\\s{1,3}');
  return new RegExp(spaced, flags);
}

/** A rule that detects what the author wants. The strongest match decides the intent. */
export interface IntentRule {
  name: string;
  /**
   * Stems of which every matching text has at least one; if a text has none, the patterns are
   * skipped.
   */
  cues?: Cues;
  intent: Intent;
  weight: number;
  /**
   * Weight and patterns if the title is an article's headline; if omitted, such titles are skipped.
   */
  headline?: { weight: number; text: readonly RegExp[] };
  /** Patterns for the title only. */
  title?: readonly RegExp[];
  /** Patterns for title and body. */
  text?: readonly RegExp[];
  /** Suppresses matches in a sentence that matches this pattern. */
  unless?: RegExp;
  /** Platforms the rule is limited to. */
  sources?: readonly string[];
  /** Reported in the reason only, not as a buying signal. */
  quiet?: true;
}

/** A circumstance that raises the score of a post that wants something. */
export interface SignalRule {
  name: string;
  /**
   * Stems of which every matching text has at least one; if a text has none, the patterns are
   * skipped.
   */
  cues?: Cues;
  weight: number;
  text: readonly RegExp[];
  unless?: RegExp;
}

/** A false positive, such as a job ad: caps the score at the ceiling. */
export interface TrapRule {
  name: string;
  /**
   * Stems of which every matching text has at least one; if a text has none, the patterns are
   * skipped.
   */
  cues?: Cues;
  ceiling: number;
  title?: readonly RegExp[];
  text?: readonly RegExp[];
  /** Intents that the trap does not apply to. */
  spares: readonly Intent[];
  /** Suppresses the intent, because the author does not want anything. */
  clearsIntent: boolean;
}
