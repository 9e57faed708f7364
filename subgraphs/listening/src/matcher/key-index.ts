import type { Key } from './key-cover.ts';

/** The entries of one key. */
export interface Bucket<Entry> {
  readonly entries: Entry[];
  /** Items that had the key since its entries were last placed. */
  hits: number;
}

/** Finds the entries whose keys an item has. */
export class KeyIndex<Entry> {
  readonly #whole = new Map<string, Bucket<Entry>>();
  readonly #prefixes = new Map<string, Bucket<Entry>>();
  /** Number of prefixes of each length. */
  readonly #lengths: number[] = [];

  add({ text, isPrefix }: Key, entry: Entry): void {
    const buckets = isPrefix ? this.#prefixes : this.#whole;
    const bucket = buckets.get(text);
    if (bucket) {
      bucket.entries.push(entry);
      return;
    }
    buckets.set(text, { entries: [entry], hits: 0 });
    if (isPrefix) this.#lengths[text.length] = (this.#lengths[text.length] ?? 0) + 1;
  }

  remove({ text, isPrefix }: Key, entry: Entry): void {
    const buckets = isPrefix ? this.#prefixes : this.#whole;
    const { entries } = buckets.get(text)!;
    const last = entries.pop()!;
    if (last !== entry) entries[entries.indexOf(entry)] = last;
    if (entries.length > 0) return;
    buckets.delete(text);
    if (isPrefix) this.#lengths[text.length]!--;
  }

  /** Calls `visit` with the bucket of each key; a prefix is visited for each word it begins. */
  visit(keys: Iterable<string>, visit: (bucket: Bucket<Entry>) => void): void {
    for (const key of keys) {
      const bucket = this.#whole.get(key);
      if (bucket) visit(bucket);
      if (this.#prefixes.size > 0) this.#visitPrefixes(key, visit);
    }
  }

  #visitPrefixes(key: string, visit: (bucket: Bucket<Entry>) => void): void {
    const longest = Math.min(key.length, this.#lengths.length - 1);
    for (let length = 1; length <= longest; length++) {
      if (!this.#lengths[length]) continue;
      const bucket = this.#prefixes.get(key.slice(0, length));
      if (bucket) visit(bucket);
    }
  }
}
