import { openLanguage } from './language.ts';
import { partsOfSpeech } from './parts-of-speech.ts';
import type { Token, Word } from './run-words.ts';
import { openRuns } from './runs.ts';
import { type SentenceSpan, sentenceSpans } from './sentences.ts';
import { type Machine, openMachine } from './state-machine.ts';

export interface Sentence {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly isQuestion: boolean;
}

/** A text parsed for the rules. */
export interface ReadText {
  readonly text: string;
  readonly sentences: readonly Sentence[];
}

/** Maximum length of a stored question or sentence, in characters. */
export const LONGEST_SENTENCE = 200;

/**
 * Characters without a space after which the rest of a run is not read: wink's time is quadratic in
 * the length of a run, two seconds for 5,000 characters of `http://`.
 */
const LONGEST_RUN = 150;
const LONGER_RUN = new RegExp(`(\\S{${LONGEST_RUN}})\\S+`, 'g');

/** Runs of characters between spaces; those that separate lines are a run too. */
const RUN = /[^ \u00a0\u2002-\u2005\u2009\u200a\u202f\u205f\n\r\t]+|[\n\r\t]+/g;

interface Machines {
  readonly ofSentences: Machine;
  readonly ofParts: readonly Machine[];
  readonly parts: readonly string[];
}

const language = openLanguage();
const readRun = openRuns(language);
let machines: Machines | undefined;

/** Splits an English text into sentences and words with their parts of speech. */
export function readText(text: string): ReadText {
  machines ??= openMachines();
  const cut = withoutLongRuns(text).toWellFormed();
  const { words, ends, events } = wordsOf(cut);
  const parts = partsOfSpeech(machines.ofParts, words);
  const names = machines.parts;
  const tokens = words.map((word, at) => tokenOf(word, parts[at]!, names));
  const sentences = sentenceSpans(machines.ofSentences, events).map(([from, to]: SentenceSpan) => {
    const start = from === 0 ? 0 : ends[from - 1]!;
    return sentenceOf(cut.slice(start, ends[to] ?? 0), tokens.slice(from, to + 1));
  });
  return { text, sentences };
}

/** Cuts the ends of long runs; the pattern reads a run once for each of its characters. */
function withoutLongRuns(text: string): string {
  for (let from = 0; from + LONGEST_RUN < text.length; ) {
    const blank = text.lastIndexOf(' ', from + LONGEST_RUN);
    if (blank < from) return text.replace(LONGER_RUN, '$1');
    from = blank + 1;
  }
  return text;
}

/** Events of the machines that they skip: line breaks, and words without a part of speech. */
const IGNORED = { inSentences: '\n', inParts: 0 };

function openMachines(): Machines {
  const { ofSentences, ofParts, parts } = language.rules();
  const [lineBreak] = readRun(IGNORED.inSentences).words;
  return {
    ofSentences: openMachine(ofSentences[0]!, lineBreak!.sentenceEvent),
    ofParts: ofParts.map((json) => openMachine(json, IGNORED.inParts)),
    parts,
  };
}

/** Returns the words of a text, their ends in it, and their events of the machine of sentences. */
function wordsOf(text: string): { words: Word[]; ends: number[]; events: number[] } {
  const words: Word[] = [];
  const ends: number[] = [];
  const events: number[] = [];
  RUN.lastIndex = 0;
  let before = 0;
  for (let run = RUN.exec(text); run !== null; run = RUN.exec(text)) {
    const start = run.index;
    let isSpaced = start > before;
    before = RUN.lastIndex;
    const found = readRun(run[0]);
    for (let at = 0; at < found.words.length; at += 1) {
      const word = found.words[at]!;
      words.push(word);
      ends.push(start + found.ends[at]!);
      events.push(isSpaced ? word.spacedSentenceEvent : word.sentenceEvent);
      isSpaced = false;
    }
  }
  return { words, ends, events };
}

function tokenOf(word: Word, part: number, names: readonly string[]): Token {
  const { text, lower, type, isStopWord, tokens } = word;
  tokens[part] ??= { text, lower, type, isStopWord, pos: names[part]! };
  return tokens[part];
}

const ASKING =
  /^(who|what|when|where|why|how|which|is|are|do|does|did|can|could|should|would|has|have|anyone|any)\b/i;

/** Spaces other than single blanks, which few sentences have. */
const UNEVEN_SPACE = /[^\S ]| {2}/;

function sentenceOf(raw: string, tokens: readonly Token[]): Sentence {
  const trimmed = raw.trim();
  const text = UNEVEN_SPACE.test(trimmed) ? trimmed.replace(/\s+/g, ' ') : trimmed;
  const asks = /\?["')\]]?$/.test(text) && text.length <= LONGEST_SENTENCE;
  return { text, tokens, isQuestion: asks && (ASKING.test(text) || tokens.length >= 3) };
}
