import { loadEld } from './load-eld.ts';
import { type NgramData, type NgramTable, ngramTable } from './ngram-table.ts';
import { readNgrams } from './read-ngrams.ts';

/** The most likely language of a text. */
export interface ScoredLanguage {
  readonly language: string;
  /** Whether it is far enough from the others. */
  readonly isReliable: boolean;
  /** Its score, from 0 to 1, and that of English. */
  readonly score: number;
  readonly english: number;
}

/** The data of `eld`. */
export interface ScoringData {
  readonly ngramsData: NgramData;
  /** The score that a text in a language has on average. */
  readonly avgScore: Readonly<Record<string, number>>;
}

/** Least share of a language's average score, and fewest n-grams, of a reliable result. */
const LEAST_SHARE = 0.75;
const LEAST_NGRAMS = 3;
/** Least distance of a reliable result. */
const LEAST_DISTANCE = 0.01;
/** Scales the score of an n-gram. */
const SCALE = 25;

/**
 * Opens the detection of `eld` for texts without letters outside ASCII, with its data and the same
 * results in a sixth of its time. Returns undefined for other texts, and null if no language
 * scores.
 */
export function languageScores({ ngramsData, avgScore }: ScoringData) {
  const names = Object.values(ngramsData.languages);
  const english = names.indexOf('en');
  const table = ngramTable(ngramsData);
  return (text: string): ScoredLanguage | null | undefined => {
    if (!readNgrams(text, table)) return undefined;
    const [best, next] = bestTwo(table);
    if (best < 0) return null;
    const language = names[best]!;
    const score = scoreOf(table, best);
    // As `eld` does it: the number of the second language, where its score was meant.
    const distance = Math.abs(score - Math.max(0, next));
    const isReliable =
      table.count() >= LEAST_NGRAMS &&
      !(avgScore[language]! * LEAST_SHARE > score || LEAST_DISTANCE > distance);
    return { language, isReliable, score, english: scoreOf(table, english) };
  };
}

/** Reads the data of `eld`, which it does not export. */
export function loadScoringData(): ScoringData {
  return {
    ...(loadEld('../ngrams/small.js') as Pick<ScoringData, 'ngramsData'>),
    ...(loadEld('../avgScore.js') as Pick<ScoringData, 'avgScore'>),
  };
}

function scoreOf(table: NgramTable, language: number): number {
  const perNgram = table.sums[language]! / table.count();
  return perNgram / (perNgram + SCALE);
}

/** Returns the languages with the two highest sums above 0, or -1; of equal ones the first. */
function bestTwo({ sums }: NgramTable): readonly [best: number, next: number] {
  let [best, next] = [-1, -1];
  for (let language = 0; language < sums.length; language += 1) {
    const sum = sums[language]!;
    if (sum === 0) continue;
    if (best < 0 || sum > sums[best]!) [best, next] = [language, best];
    else if (next < 0 || sum > sums[next]!) next = language;
  }
  return [best, next];
}
