/** Hashes a text to a number: FNV-1a with a final mix. */
export function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    value ^= text.charCodeAt(index);
    value = Math.imul(value, 0x01000193);
  }
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  return (value ^ (value >>> 13)) >>> 0;
}

/** A random number generator, deterministic by seed. */
export interface Random {
  /** Returns an integer from 0 to the limit, exclusive. */
  below(limit: number): number;
  /** Returns true with the given probability in percent. */
  percent(of: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
}

/** Creates a Mulberry32 generator. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 0x1_0000_0000;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    below,
    percent: (of) => below(100) < of,
    pick: (items) => items[below(items.length)]!,
  };
}
