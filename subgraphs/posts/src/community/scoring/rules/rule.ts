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

/** A list of stems, by its number. */
export type Cues = number;

/** Letters of a word that make its stem. */
const STEM_LENGTH = 4;

/** The lists that each stem is in, by its key: five bits for each letter, or the code of a mark. */
const listsOf = new Map<number, Cues[]>();
const MARKS = '?$€£';
/** More than the key of any stem of letters. */
const FIRST_MARK = 2 ** (5 * STEM_LENGTH);
let lists = 0;

/**
 * Parses a list of stems: the first four letters of a lower-case word, or `?`, `$`, `€` or `£`.
 * Most rules fail on most posts: looking up stems first doubled scoring speed.
 */
export function cues(stems: string): Cues {
  const list = lists;
  lists += 1;
  for (const stem of stems.split(' '))
    eachStem(stem, (key) => listsOf.set(key, [...(listsOf.get(key) ?? []), list]));
  return list;
}

/** Returns which lists have a stem of the text: 1 at the number of each. */
export function cuesIn(text: string): Uint8Array {
  const found = new Uint8Array(lists);
  eachStem(text.toLowerCase(), (key) => {
    const having = listsOf.get(key);
    if (having !== undefined) for (const list of having) found[list] = 1;
  });
  return found;
}

/** Passes the key of every word's stem and of every mark in a lower-case text. */
function eachStem(lower: string, pass: (key: number) => void): void {
  let length = 0;
  let key = 0;
  for (let at = 0; at <= lower.length; at += 1) {
    const code = at < lower.length ? lower.charCodeAt(at) : 0;
    if (code >= 0x61 && code <= 0x7a) {
      if (length < STEM_LENGTH) key = (key << 5) | (code - 0x60);
      length += 1;
      continue;
    }
    if (length > 0) pass(key);
    length = 0;
    key = 0;
    if (code > 0x20 && MARKS.includes(lower[at]!)) pass(FIRST_MARK + code);
  }
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
