/** Maximum number of distinct keys that are counted; about 10 MB. */
const MOST_KEYS = 50_000;
/** Every item is counted until there are this many, then one in {@link SAMPLED}. */
const FIRST_ITEMS = 2_000;
const SAMPLED = 8;

/**
 * How often keys occur in the stream, from a sample of it. Counts are halved when there are too
 * many keys, which forgets the rarest and adapts to what is talked about now.
 */
export class KeyFrequencies {
  readonly #counts = new Map<string, number>();
  #items = 0;
  #sampled = 0;

  /** Returns whether the next item is part of the sample. */
  isSampled(): boolean {
    const isSampled = this.#items < FIRST_ITEMS || this.#items % SAMPLED === 0;
    this.#items++;
    return isSampled;
  }

  /** Counts the keys of an item, in lists without a common key. */
  learn(...lists: readonly Iterable<string>[]): void {
    this.#sampled++;
    for (const keys of lists) for (const key of keys) this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    if (this.#counts.size > 2 * MOST_KEYS) this.#forget();
  }

  /** Returns the share of items with a key, 0 to 1; above 0 for keys that were never seen. */
  of(key: string): number {
    // Short words are common in every language, which decides while nothing is known.
    const prior = 1 / (100 + key.length ** 3);
    return ((this.#counts.get(key) ?? 0) + prior) / (this.#sampled + 1);
  }

  #forget(): void {
    while (this.#counts.size > MOST_KEYS) {
      this.#sampled /= 2;
      for (const [key, count] of this.#counts)
        if (count < 2) this.#counts.delete(key);
        else this.#counts.set(key, count / 2);
    }
  }
}
