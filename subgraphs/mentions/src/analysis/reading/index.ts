/** Reads English texts: sentences, and words with their parts of speech. */
export { LONGEST_SENTENCE, type ReadText, readText, type Sentence } from './read-text.ts';
export type { Token } from './run-words.ts';
