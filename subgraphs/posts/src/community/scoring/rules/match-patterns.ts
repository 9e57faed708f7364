import type { Field } from '../post-text.ts';
import { cut } from '../post-text.ts';
import type { Cues } from './rule.ts';

/** Evidence is quoted in reasons and stored with each signal: a phrase, not a paragraph. */
const EVIDENCE_LIMIT = 120;
/** Maximum number of negated matches to skip; keeps matching linear in a text full of negations. */
const ATTEMPTS = 8;
const SENTENCE = 160;

/** "not", "never" and similar words, separated from the match by function words only. */
const NEGATION =
  /(?:\b(?:not|never|nor|no longer|no|zero|stop(?:ped)?|without|nobody|dont|isnt|wasnt)|n't)(?:\s{1,3}(?:really|actually|currently|actively|even|just|yet|exactly|be|been|being|going|planning|want|wanting|trying|looking|interested|in|the|to|a|an|any|that|so|very|all|good|real|other|am|is|it|saying|we're|i'm|i|we)){0,4}\s{1,3}$/i;
const CLAUSE_END = /[.?!\n]/g;

function negated(text: string, index: number): boolean {
  return index > 0 && NEGATION.test(text.slice(Math.max(0, index - 48), index));
}

/** Returns the sentence around a match, limited to {@link SENTENCE} characters on each side. */
function sentenceAround(text: string, start: number, end: number): string {
  const from = Math.max(0, start - SENTENCE);
  let head = text.slice(from, start);
  for (const stop of head.matchAll(CLAUSE_END)) head = text.slice(from + stop.index + 1, start);
  const tail = text.slice(start, end + SENTENCE);
  const stop = tail.slice(end - start).search(CLAUSE_END);
  return head + (stop < 0 ? tail : tail.slice(0, end - start + stop));
}

function evidenceAt(field: Field, index: number, length: number): string {
  // A pattern matches UTF-16 code units, so it may end inside a surrogate pair.
  return cut(field.raw.slice(index), Math.min(length, EVIDENCE_LIMIT)).trim();
}

/**
 * Returns whether the field has any of the stems that a rule requires; true for a rule without
 * cues.
 */
export function hasCue(field: Field, cues: Cues | undefined): boolean {
  return cues === undefined || field.cues[cues] === 1;
}

/**
 * Returns the words of the field that match one of the patterns, unless they are negated or their
 * sentence matches `unless`.
 */
export function firstMatch(field: Field, patterns: readonly RegExp[], unless?: RegExp): string | null {
  for (const pattern of patterns) {
    pattern.lastIndex = 0;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const match = pattern.exec(field.text);
      if (match === null) break;
      const words = match[0];
      const evidence = evidenceAt(field, match.index, words.length);
      if (evidence === '') {
        pattern.lastIndex = match.index + words.length + 1;
        continue;
      }
      const excepted =
        unless?.test(sentenceAround(field.text, match.index, match.index + words.length)) ?? false;
      if (!excepted && !negated(field.text, match.index)) return evidence;
      pattern.lastIndex = Math.max(pattern.lastIndex, match.index + 1);
    }
  }
  return null;
}
