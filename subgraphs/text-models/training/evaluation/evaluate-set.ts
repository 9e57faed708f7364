import { type Affect, readAffect } from '../../src/index.ts';
import { HEAD_CLASSES, type Head, type Labelled } from '../labelled.ts';
import { splitOwnPosts, wholeText } from '../own-split.ts';
import { type Kind, READERS } from '../read-sets.ts';
import { type Guess, type Measures, measure } from './measures.ts';

/** Measures the committed model on a labelled file, see {@link evaluateRows}. */
export function evaluateSet(path: string, kind: Kind): Measures {
  return evaluateRows(READERS[kind](path));
}

/** Measures the committed model on the held-out own posts; mixed ones have no single label. */
export function evaluateOwn(head: Head): Measures {
  const rows = splitOwnPosts().heldOut.map((post): Labelled => {
    const label = head === 'sentiment' ? post.labels.sentiment : post.labels.emotion;
    const places = [HEAD_CLASSES[head].indexOf(label)].filter((place) => place >= 0);
    const none = { sentiment: [], emotions: [] };
    return { id: post.id, text: wholeText(post), ambiguous: false, ...none, [head]: places };
  });
  return evaluateRows(rows);
}

/**
 * Measures the model on rows with exactly one label and only the classes present in the set: their
 * probabilities are rescaled to sum to one. A row without a prediction counts as a uniform guess.
 */
function evaluateRows(all: readonly Labelled[]): Measures {
  const rows = all.filter(isPlain);
  const head: Head = rows.some(({ emotions }) => emotions.length > 0) ? 'emotions' : 'sentiment';
  const present = HEAD_CLASSES[head].filter((_, place) => rows.some((row) => row[head].includes(place)));
  const answers = readAffect(rows.map(({ text }) => text));
  return measure(
    rows.map((row, number): Guess => {
      const label = HEAD_CLASSES[head][row[head][0]!]!;
      return { probabilities: among(present, answers[number]?.[head]), labels: [present.indexOf(label)] };
    }),
  );
}

function isPlain({ sentiment, emotions, ambiguous }: Labelled): boolean {
  return !ambiguous && sentiment.length + emotions.length === 1;
}

function among(names: readonly string[], probabilities: Affect[Head] | undefined): number[] {
  const values = names.map((name) => (probabilities as Record<string, number> | undefined)?.[name] ?? 1);
  const total = values.reduce((sum, value) => sum + value, 0);
  return values.map((value) => value / total);
}
