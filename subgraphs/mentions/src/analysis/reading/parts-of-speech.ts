import type { Word } from './run-words.ts';
import type { Machine } from './state-machine.ts';

/**
 * Returns the part of speech of each word of a text. Each machine in turn finds patterns of words
 * and parts of speech in which a word has another part than its most likely one.
 */
export function partsOfSpeech(machines: readonly Machine[], words: readonly Word[]): number[] {
  const parts = words.map(({ likelyPart }) => likelyPart);
  for (const machine of machines) {
    const events = parts.map((part, at) => (part === 0 ? 0 : words[at]!.partEvent || part));
    for (const { first, name } of machine(events)) {
      const part = Number(name);
      // A negative name is certain; any other holds if the word may be such a part.
      if (part < 0) parts[first] = -part;
      else if (words[first]!.possibleParts.has(part)) parts[first] = part;
    }
  }
  for (const [at, { isContracted, likelyPart }] of words.entries()) if (isContracted) parts[at] = likelyPart;
  return parts;
}
