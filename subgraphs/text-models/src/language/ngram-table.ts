/** The scores of languages by n-grams, as `eld` has them. */
export interface NgramData {
  /** The languages by number, from 0. */
  readonly languages: Readonly<Record<string, string>>;
  /** Scores by language, for n-grams of at most six characters below U+0100. */
  readonly ngrams: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** Adds up the scores of the distinct n-grams of a text. */
export interface NgramTable {
  /** Begins a text. */
  begin(): void;
  /** Adds an n-gram: its first three characters and the others, eight bits each. */
  add(head: number, tail: number): void;
  /** The number of distinct n-grams of the text, known or not. */
  count(): number;
  /** The sum of each language, by its number. */
  readonly sums: Float64Array;
}

/** What `eld` subtracts from all scores in its data. */
const LEAST_SCORE = 53;
/** Distinct n-grams that fit into the set of a text's n-grams; `eld` reads at most 380 bytes. */
const MOST_NGRAMS = 512;

/**
 * Creates an open-addressed hash table, at most half full. With strings as keys and objects as
 * values, as in `eld`, a text takes six times as long.
 */
export function ngramTable({ languages, ngrams }: NgramData): NgramTable {
  const texts = Object.keys(ngrams);
  const size = 2 ** Math.ceil(Math.log2(texts.length * 2 + 1));
  const mask = size - 1;
  // Per slot the n-gram, and where its scores begin (0 if empty) and end.
  const slots = new Uint32Array(size * 4);
  const list = [0, 0];
  for (const text of texts) {
    const [head, tail] = [packed(text, 0, 3), packed(text, 3, 6)];
    let slot = hash(head, tail) & mask;
    while (slots[slot * 4 + 2] !== 0) slot = (slot + 1) & mask;
    slots[slot * 4] = head;
    slots[slot * 4 + 1] = tail;
    slots[slot * 4 + 2] = list.length;
    const each = ngrams[text]!;
    for (const language in each) list.push(Number(language), each[language]! + LEAST_SCORE);
    slots[slot * 4 + 3] = list.length;
  }
  const scores = Uint16Array.from(list);

  const seenMask = 2 * MOST_NGRAMS - 1;
  // Per slot the n-gram, and the number of the text that it was seen in.
  const seen = new Uint32Array(2 * MOST_NGRAMS * 3);
  let text = 0;
  let distinct = 0;
  const sums = new Float64Array(Object.keys(languages).length);
  return {
    sums,
    count: () => distinct,
    begin() {
      if (text === 2 ** 32 - 1) {
        seen.fill(0);
        text = 0;
      }
      text += 1;
      distinct = 0;
      sums.fill(0);
    },
    add(head, tail) {
      const start = hash(head, tail);
      let slot = start & seenMask;
      for (; seen[slot * 3 + 2] === text; slot = (slot + 1) & seenMask)
        if (seen[slot * 3] === head && seen[slot * 3 + 1] === tail) return;
      seen[slot * 3] = head;
      seen[slot * 3 + 1] = tail;
      seen[slot * 3 + 2] = text;
      distinct += 1;
      for (let at = start & mask; slots[at * 4 + 2] !== 0; at = (at + 1) & mask) {
        if (slots[at * 4] !== head || slots[at * 4 + 1] !== tail) continue;
        const end = slots[at * 4 + 3]!;
        for (let place = slots[at * 4 + 2]!; place < end; place += 2)
          sums[scores[place]!]! += scores[place + 1]!;
        return;
      }
    },
  };
}

function packed(text: string, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at += 1) value = (value << 8) | (at < text.length ? text.charCodeAt(at) : 0);
  return value;
}

function hash(head: number, tail: number): number {
  let h = Math.imul(head, 0x9e3779b1) ^ Math.imul(tail, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 15), 0xc2b2ae35);
  return (h ^ (h >>> 13)) >>> 0;
}
