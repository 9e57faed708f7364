import { EMOTIONS, SENTIMENTS } from '../src/heads.ts';

/** A text with human labels. A set may have labels for only one of the two heads. */
export interface Labelled {
  /** Unique within its set and stable, so that the same rows are always held out. */
  id: string;
  text: string;
  /** Indices into `SENTIMENTS` of the labels; empty if unknown or none apply. */
  sentiment: readonly number[];
  /** Indices into `EMOTIONS` of the labels; empty if unknown or none apply. */
  emotions: readonly number[];
  /** Whether the labels include one outside the classes, such as GoEmotions' ambiguous group. */
  ambiguous: boolean;
}

/** A head of the affect model that labels refer to. */
export type Head = 'sentiment' | 'emotions';

/** Classes of each head, in the model's order. */
export const HEAD_CLASSES: Readonly<Record<Head, readonly string[]>> = {
  sentiment: SENTIMENTS,
  emotions: EMOTIONS,
};
