/** Sentiments that the affect model distinguishes, in its order. */
export const SENTIMENTS = ['negative', 'neutral', 'positive'] as const;

/** Emotions that the affect model distinguishes, in its order. */
export const EMOTIONS = ['joy', 'sadness', 'anger', 'fear', 'surprise', 'disgust', 'neutral'] as const;

/** Intents that the intent model distinguishes, in its order. */
export const INTENTS = ['buying', 'comparison', 'pain_point', 'question', 'none'] as const;

/** Urgencies that the intent model distinguishes, in its order. */
export const URGENCIES = ['high', 'medium', 'low'] as const;

/** Stages of a purchase that the intent model distinguishes, in its order; `-` is no stage. */
export const STAGES = ['deciding', 'evaluating', 'aware', '-'] as const;

/** Probabilities between 0 and 1 that sum to one. */
export type Probabilities<Name extends string> = Readonly<Record<Name, number>>;

/** Returns the probabilities by name; `from` is the position of the first. */
export function named<Name extends string>(
  names: readonly Name[],
  values: ArrayLike<number>,
  from: number,
): Record<Name, number> {
  const found = {} as Record<Name, number>;
  for (let place = 0; place < names.length; place += 1) found[names[place]!] = values[from + place]!;
  return found;
}
