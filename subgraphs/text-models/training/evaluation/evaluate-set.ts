import { readAffect } from '../../src/index.ts';
import { HEAD_CLASSES, type Head, type Labelled } from '../labelled.ts';
import { splitOwnPosts, wholeText } from '../own-split.ts';
import { type Kind, READERS } from '../read-sets.ts';
import { type Guess, type Measures, measure } from './measures.ts';
import { sampleOf } from './sample.ts';

/**
 * Returns the probabilities of a head's classes for each text, in the order of the classes; null
 * for a text that the judge says nothing about.
 */
export type ReadHead = (
  head: Head,
  texts: readonly string[],
) => Promise<readonly (readonly number[] | null)[]>;

/** Which judge is measured, and on how many rows. */
export interface EvaluationOptions {
  /** The committed model by default. */
  readonly readHead?: ReadHead;
  /** Maximum number of rows; all by default. */
  readonly most?: number;
}

/** Reads a head of the committed model. */
export const readCommitted: ReadHead = async (head, texts) =>
  readAffect(texts).map((affect) => {
    if (affect === null) return null;
    const probabilities: Readonly<Record<string, number>> = affect[head];
    return HEAD_CLASSES[head].map((name) => probabilities[name]!);
  });

/** Measures a judge on a labelled file, see {@link evaluateRows}. */
export function evaluateSet(path: string, kind: Kind, options: EvaluationOptions = {}): Promise<Measures> {
  return evaluateRows(READERS[kind](path), options);
}

/** Measures a judge on the held-out own posts; mixed ones have no single label. */
export function evaluateOwn(head: Head, options: EvaluationOptions = {}): Promise<Measures> {
  const rows = splitOwnPosts().heldOut.map((post): Labelled => {
    const label = head === 'sentiment' ? post.labels.sentiment : post.labels.emotion;
    const places = [HEAD_CLASSES[head].indexOf(label)].filter((place) => place >= 0);
    const none = { sentiment: [], emotions: [] };
    return { id: post.id, text: wholeText(post), ambiguous: false, ...none, [head]: places };
  });
  return evaluateRows(rows, options);
}

/**
 * Measures a judge on rows with exactly one label and only the classes present in the set: their
 * probabilities are rescaled to sum to one. A row without a prediction counts as a uniform guess.
 */
async function evaluateRows(
  all: readonly Labelled[],
  { readHead = readCommitted, most = Number.POSITIVE_INFINITY }: EvaluationOptions,
): Promise<Measures> {
  const rows = sampleOf(all.filter(isPlain), most);
  const head: Head = rows.some(({ emotions }) => emotions.length > 0) ? 'emotions' : 'sentiment';
  const present = [...HEAD_CLASSES[head].keys()].filter((place) =>
    rows.some((row) => row[head].includes(place)),
  );
  const read = await readHead(
    head,
    rows.map(({ text }) => text),
  );
  return measure(
    rows.map((row, number): Guess => {
      const probabilities = among(present, read[number] ?? null);
      return { probabilities, labels: [present.indexOf(row[head][0]!)] };
    }),
  );
}

function isPlain({ sentiment, emotions, ambiguous }: Labelled): boolean {
  return !ambiguous && sentiment.length + emotions.length === 1;
}

function among(places: readonly number[], probabilities: readonly number[] | null): number[] {
  const values = places.map((place) => probabilities?.[place] ?? 1);
  const total = values.reduce((sum, value) => sum + value, 0);
  // A judge that is certain of a class that the set has not says nothing about the others.
  return values.map((value) => (total === 0 ? 1 / values.length : value / total));
}
