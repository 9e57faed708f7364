import type { Language } from './language.ts';
import { recentMap } from './recent-map.ts';
import { openWords, type Word } from './run-words.ts';

/** The words of a run of characters without spaces. */
export interface Run {
  readonly words: readonly Word[];
  /** The end of each word in the run. */
  readonly ends: readonly number[];
}

/** Reads a run. */
export type ReadRun = (run: string) => Run;

/** Each takes about 500 bytes. Five of six runs of a text are among so many recent ones. */
const MOST_RUNS = 40_000;
/** Longer ones are addresses, which are not read again. */
const LONGEST_KEPT = 30;

/** A word and the sign behind it, which wink cuts off before it looks further. */
const WORD_AND_SIGN = /^[a-z]{2,}[,.!?;:"\])}’”…/]$/i;

/**
 * Opens a reader of runs. What wink finds in a run does not depend on the runs around it, and most
 * runs are frequent words, so it is kept.
 */
export function openRuns(language: Language): ReadRun {
  const known = recentMap<Run>(MOST_RUNS);
  const { findWords, newWord, wordsOf } = openWords(language);

  function read(run: string): Run {
    const found = findWords(run);
    if (found !== null) return { words: found, ends: endsOf(run, found) };
    if (WORD_AND_SIGN.test(run)) {
      const word = readRun(run.slice(0, -1));
      // A contraction is taken apart only where it stands alone.
      if (word.words.length === 1) {
        const sign = readRun(run.slice(-1));
        return { words: [...word.words, ...sign.words], ends: [...word.ends, run.length] };
      }
    }
    const word = newWord(run);
    if (word !== null) return { words: [word], ends: [run.length] };
    const words = wordsOf(run);
    return { words, ends: endsOf(run, words) };
  }
  function readRun(run: string): Run {
    const kept = known.get(run);
    if (kept !== undefined) return kept;
    if (run.length > LONGEST_KEPT) return read(run);
    const own = copyOf(run);
    const found = read(own);
    known.set(own, found);
    return found;
  }
  return readRun;
}

/** Returns a copy that does not keep the text in memory from which the run was cut. */
function copyOf(run: string): string {
  return Buffer.from(run, 'utf16le').toString('utf16le');
}

function endsOf(run: string, words: readonly Word[]): number[] {
  let end = 0;
  return words.map(({ text }) => {
    // A part of a contraction may be spelt otherwise than in the text.
    const found = run.indexOf(text, end);
    if (found >= 0) end = found + text.length;
    return end;
  });
}
