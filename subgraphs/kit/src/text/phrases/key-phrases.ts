import { isBoilerplate, isTopicWord } from './stop-words.ts';

/** A word of a clause. */
interface ClauseWord {
  /** Lower case, without `'s`. */
  readonly word: string;
  readonly isCapital: boolean;
  /** Whether it may begin or end a phrase. */
  readonly isTopic: boolean;
}

const LONGEST_PHRASE = 3;
/** A text's subject is at its beginning; reading on only takes time. */
const MOST_WORDS = 300;

/**
 * Addresses, e-mails, handles, code and entities, which are no language; hashtags; words with their
 * inner signs; and marks, which end a clause.
 */
const PART = new RegExp(
  [
    String.raw`(?<foreign>[a-z][a-z\d+.-]{1,20}:\/\/[^\s<>"]+|www\.[^\s<>"]+|[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+|&#?\w{1,8};|(?<![\p{L}\p{N}])[@＠][\p{L}\p{N}_.]+|` +
      '```[\\s\\S]*?(?:```|$)|`[^`\\n]*`' +
      String.raw`|(?<![\p{L}\p{N}])(?:[\p{L}\p{N}-]{1,63}\.){1,6}(?:com|org|net|io|co|dev|gov|edu|ly|me|uk|de|html?|pdf)(?![\p{L}\p{N}])(?:\/[^\s<>"]*)?)`,
    String.raw`[#＃](?<hashtag>[\p{L}\p{M}\p{N}_]+)`,
    String.raw`(?<word>[\p{L}\p{N}\p{M}]+(?:['’.&][\p{L}\p{N}\p{M}]+)*)`,
    String.raw`(?<mark>[^\s\p{L}\p{N}'’_*"“”#-]|\n)`,
  ].join('|'),
  'giu',
);
const CONTRACTION = /(?:n't|'(?:m|re|ve|ll|d))$/;
/** Words that may join two others to one phrase: "share of voice". */
const LINKS = new Set(['of', 'and', 'the', 'for', 'in']);
const CAMEL = /(?<=[\p{Ll}\p{N}])(?=\p{Lu})|_+/u;

/** Cuts a text into clauses of words; addresses, handles, code and marks separate clauses. */
function clausesOf(text: string, mostWords = MOST_WORDS): ClauseWord[][] {
  const clauses: ClauseWord[][] = [[]];
  const close = () => {
    if (clauses.at(-1)!.length > 0) clauses.push([]);
  };
  let words = 0;
  for (const { groups } of text.normalize('NFKC').matchAll(PART)) {
    const { hashtag, word } = groups!;
    if (hashtag) {
      close();
      clauses.at(-1)!.push(...hashtag.split(CAMEL).filter(Boolean).map(toWord));
      close();
    } else if (word) clauses.at(-1)!.push(toWord(word));
    else close();
    if (++words >= mostWords) break;
  }
  return clauses;
}

function toWord(surface: string): ClauseWord {
  const lower = surface.toLowerCase().replaceAll('’', "'");
  const word = lower.replace(/'s?$/, '');
  const isTopic = !CONTRACTION.test(lower) && isTopicWord(word);
  return { word, isCapital: /\p{Lu}/u.test(surface), isTopic };
}

/**
 * Returns the phrases of one to three words that a text may be about, each once, in lower case:
 * they begin and end with words that carry a topic. A number belongs to the name before it
 * ("iphone 7").
 */
export function topicPhrases(text: string): Set<string> {
  const phrases = new Set<string>();
  for (const clause of clausesOf(text))
    for (let start = 0; start < clause.length; start++)
      for (let end = start + 1; end <= start + LONGEST_PHRASE && end <= clause.length; end++) {
        if (!isPhrase(clause, start, end)) continue;
        let phrase = clause[start]!.word;
        for (let index = start + 1; index < end; index++) phrase += ` ${clause[index]!.word}`;
        if (!isBoilerplate(phrase)) phrases.add(phrase);
      }
  return phrases;
}

/** Whether the words of a clause from `start` to before `end` are a phrase. */
function isPhrase(clause: readonly ClauseWord[], start: number, end: number): boolean {
  const last = clause[end - 1]!;
  if (!clause[start]!.isTopic) return false;
  if (end === start + 1) return true;
  if (!last.isTopic && !isModel(clause[end - 2]!, last)) return false;
  for (let index = start + 1; index < end - 1; index++)
    if (!clause[index]!.isTopic && !LINKS.has(clause[index]!.word)) return false;
  return true;
}

/** Whether a number belongs to the name before it. */
function isModel(name: ClauseWord, { word }: ClauseWord): boolean {
  return name.isCapital && name.isTopic && /^\p{N}{1,4}$/u.test(word);
}

/**
 * Extracts the key phrases of one text, heaviest first: runs of up to three words that carry a
 * topic. A word weighs its degree divided by its frequency, as in RAKE; a phrase weighs the sum of
 * its words times its occurrences. Reads the first 300 words by default.
 */
export function keyPhrases(text: string, mostWords?: number): string[] {
  const runs = clausesOf(text, mostWords).flatMap(runsOf);
  const frequency = new Map<string, number>();
  const degree = new Map<string, number>();
  for (const run of runs)
    for (const { word } of run) {
      frequency.set(word, (frequency.get(word) ?? 0) + 1);
      degree.set(word, (degree.get(word) ?? 0) + run.length);
    }
  const weights = new Map<string, number>();
  for (const run of runs) {
    const phrase = run.map(({ word }) => word).join(' ');
    if (isBoilerplate(phrase)) continue;
    const weight = run.reduce((sum, { word }) => sum + degree.get(word)! / frequency.get(word)!, 0);
    weights.set(phrase, (weights.get(phrase) ?? 0) + weight);
  }
  // Stable sort: among equal weights, the first in the text wins.
  return [...weights].sort(([, one], [, other]) => other - one).map(([phrase]) => phrase);
}

function runsOf(clause: readonly ClauseWord[]): ClauseWord[][] {
  const runs: ClauseWord[][] = [];
  let run: ClauseWord[] = [];
  const close = () => {
    if (run.length > 0) runs.push(run);
    run = [];
  };
  for (const word of clause) {
    if (word.isTopic) run.push(word);
    else close();
    if (run.length === LONGEST_PHRASE) close();
  }
  close();
  return runs;
}
