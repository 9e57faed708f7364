/** A row's predicted probabilities and its human labels. */
export interface Guess {
  probabilities: ArrayLike<number>;
  labels: readonly number[];
}

/** Quality measures between 0 and 1. Macro means are over the classes that occur in the labels. */
export interface Measures {
  rows: number;
  accuracy: number;
  macroRecall: number;
  macroF1: number;
  /** Expected calibration error of the most likely class, with 15 equal bins (Guo et al. 2017). */
  calibrationError: number;
}

/** Measures rows with one label each, taking the most likely class as the guess. */
export function measure(guesses: readonly Guess[]): Measures {
  const classes = guesses[0]?.probabilities.length ?? 0;
  const counts = Array.from({ length: classes }, () => ({ hits: 0, guessed: 0, labelled: 0 }));
  const bins = Array.from({ length: 15 }, () => 0);
  let hits = 0;
  for (const { probabilities, labels } of guesses) {
    const guess = likeliest(probabilities);
    const label = labels[0]!;
    const hit = guess === label ? 1 : 0;
    counts[guess]!.guessed += 1;
    counts[label]!.labelled += 1;
    counts[label]!.hits += hit;
    hits += hit;
    bins[Math.min(14, Math.floor(probabilities[guess]! * 15))]! += probabilities[guess]! - hit;
  }
  const present = counts.filter(({ labelled }) => labelled > 0);
  return {
    rows: guesses.length,
    accuracy: hits / guesses.length,
    macroRecall: mean(present.map((count) => count.hits / count.labelled)),
    macroF1: mean(present.map((count) => (2 * count.hits) / (count.guessed + count.labelled))),
    calibrationError: bins.reduce((sum, gap) => sum + Math.abs(gap), 0) / guesses.length,
  };
}

/** Returns the index of the highest value; ties go to the first. */
export function likeliest(values: ArrayLike<number>): number {
  let best = 0;
  for (let place = 1; place < values.length; place += 1) if (values[place]! > values[best]!) best = place;
  return best;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
