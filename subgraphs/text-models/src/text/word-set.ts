/** Whether the part of a text is one of the words of a set. */
export type IsWord = (text: string, from?: number, to?: number) => boolean;

/**
 * Creates a set of lower-case words that begin with a letter of ASCII. Most other words differ from
 * all of them in their first letter or length: they are neither cut out of the text nor hashed.
 */
export function wordSet(words: string): IsWord {
  const set = new Set(words.split(/\s+/));
  /** A bit for each length of the words that begin with a character. */
  const lengths = new Uint32Array(0x80);
  for (const word of set) lengths[word.charCodeAt(0)]! |= 1 << word.length;
  return (text, from = 0, to = text.length) => {
    const code = text.charCodeAt(from);
    return code < 0x80 && ((lengths[code]! >>> (to - from)) & 1) === 1 && set.has(text.slice(from, to));
  };
}
