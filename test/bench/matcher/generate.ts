/** Posts and queries generated from one seed: the same in every run. */

/** A query as it is written, and as people write it as a regular expression. */
export interface GeneratedQuery {
  readonly text: string;
  readonly pattern: string;
}

const WORDS = 50_000;
const LONGEST_POST = 300;
const SYLLABLES = [...'bdfgklmnprstvz'].flatMap((first) => [...'aeiou'].map((second) => first + second));

/** A generator of pseudo-random numbers from 0 to 1 (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Returns the word of a rank, 0 for the most common; common words are short. */
function wordOf(rank: number): string {
  let word = '';
  for (let rest = rank + SYLLABLES.length; rest > 0; rest = Math.floor(rest / SYLLABLES.length))
    word += SYLLABLES[rest % SYLLABLES.length];
  return word;
}

/** Draws a rank with a probability of about 1 / (rank + 2.7), as in natural texts. */
function zipf(random: () => number): number {
  return Math.min(WORDS - 1, Math.floor(2.7 * ((WORDS + 2.7) / 2.7) ** random() - 2.7));
}

/** Generates posts of the length of Bluesky's: 3 to 60 words, at most 300 characters. */
export function* generatePosts(seed: number): Generator<string, never> {
  const random = randomNumbers(seed);
  for (;;) {
    const words = Array.from({ length: 3 + Math.floor(57 * random() ** 1.5) }, () => {
      const word = wordOf(zipf(random));
      return random() < 0.1 ? word[0]!.toUpperCase() + word.slice(1) : word;
    });
    yield `${words.join(' ').slice(0, LONGEST_POST)}${random() < 0.2 ? ' 🚀' : '.'}`;
  }
}

/** Generates queries as trackers have them: names, phrases, alternatives, exclusions. */
export function* generateQueries(seed: number): Generator<GeneratedQuery, never> {
  const random = randomNumbers(seed);
  // Half of the names do not occur in the posts, as the names of most small products do not.
  const name = () =>
    random() < 0.5
      ? `${wordOf(Math.floor(random() * 1e6))}ly`
      : wordOf(500 + Math.floor(random() * (WORDS - 500)));
  const common = () => wordOf(zipf(random));
  for (;;) {
    const kind = random();
    if (kind < 0.4) yield single(name());
    else if (kind < 0.65) yield phrase(common(), name());
    else if (kind < 0.8) yield both(common(), name());
    else if (kind < 0.9) yield anyOf([name(), name(), name()]);
    else if (kind < 0.96) yield without(name(), common());
    else yield prefix(name());
  }
}

const single = (word: string): GeneratedQuery => ({ text: word, pattern: `\\b${word}\\b` });
const phrase = (first: string, second: string): GeneratedQuery => ({
  text: `"${first} ${second}"`,
  pattern: `\\b${first}\\W+${second}\\b`,
});
const both = (first: string, second: string): GeneratedQuery => ({
  text: `${first} ${second}`,
  pattern: `^(?=[^]*\\b${first}\\b)(?=[^]*\\b${second}\\b)`,
});
const anyOf = (words: readonly string[]): GeneratedQuery => ({
  text: words.join(' OR '),
  pattern: `\\b(?:${words.join('|')})\\b`,
});
const without = (word: string, excluded: string): GeneratedQuery => ({
  text: `${word} -${excluded}`,
  pattern: `^(?![^]*\\b${excluded}\\b)[^]*\\b${word}\\b`,
});
const prefix = (word: string): GeneratedQuery => ({ text: `${word}*`, pattern: `\\b${word}` });
