import { EMOTIONS, SENTIMENTS } from '../src/analysis/model/weights.ts';

/** A text that people have labelled. A set may know of one of the two heads only. */
export interface Labelled {
  /** Unique within its set and lasting, so that the same rows are always held out. */
  id: string;
  text: string;
  /** The places in `SENTIMENTS` that were chosen; empty when unknown or none of them. */
  sentiment: readonly number[];
  /** The places in `EMOTIONS` that were chosen; empty when unknown or none of them. */
  emotions: readonly number[];
  /**
   * Whether people also chose a label that is none of the classes, such as GoEmotions' ambiguous
   * group.
   */
  ambiguous: boolean;
}

/** The head of the model that labels speak of. */
export type Head = 'sentiment' | 'emotions';

/** The classes of a head in the model's order. */
export const HEAD_CLASSES: Readonly<Record<Head, readonly string[]>> = {
  sentiment: SENTIMENTS,
  emotions: EMOTIONS,
};

/**
 * What a head is taught of a row: each chosen label has an equal share of one. A comment labelled
 * joy and surprise teaches half of each, as the model's emotions are shares of one too.
 */
export function targetOf(row: Labelled, head: Head): Float64Array {
  const target = new Float64Array(HEAD_CLASSES[head].length);
  for (const label of row[head]) target[label] = 1 / row[head].length;
  return target;
}
