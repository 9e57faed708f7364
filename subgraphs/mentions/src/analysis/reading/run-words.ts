import type { Cut, Language, Rules, Words } from './language.ts';

/** A word or symbol of a text. */
export interface Token {
  readonly text: string;
  readonly lower: string;
  /** Universal part of speech: `NOUN`, `PROPN`, `ADJ` … */
  readonly pos: string;
  /** `word`, `punctuation`, `hashtag`, `mention`, `url`, `emoji` … */
  readonly type: string;
  readonly isStopWord: boolean;
}

/** A word as the rules of the model see it, before they decide its part of speech. */
export interface Word extends Omit<Token, 'pos'> {
  /** The most likely part of speech; the rules do not change that of a part of a contraction. */
  readonly likelyPart: number;
  readonly isContracted: boolean;
  /** Which parts of speech the word may have. */
  readonly possibleParts: ReadonlySet<number>;
  /** Event of the machines of parts of speech; 0 if it is the part of speech itself. */
  readonly partEvent: number;
  /** Event of the machine of sentences, without and with spaces before the word. */
  readonly sentenceEvent: number;
  readonly spacedSentenceEvent: number;
  /** The tokens that the word was, by part of speech. */
  readonly tokens: Token[];
}

/** Reads the words of a run of characters without spaces. */
export interface WordReader {
  /** Returns the words of a run that is in the vocabulary; otherwise null. */
  findWords(run: string): Word[] | null;
  /** Returns the one word that a run is by its pattern, such as a name; null for any other run. */
  newWord(run: string): Word | null;
  /** Cuts any run into words. */
  wordsOf(run: string): Word[];
}

/** What wink adds to a hint of its model to get an event. */
const HINT = 1_080_000;
/** Hints of the machine of sentences. */
const QUOTE = 4;
const SPACED_QUOTE = 6;
const MAY_END = 7;
const MAY_NOT_END = 8;
/** The event of a word that the model does not have. */
const UNKNOWN = -1;
/** The most likely part of speech of a word that has none: a noun. */
const NOUN = 8;
/** The numbers of a token, see {@link Cut}: how many, and where parts of them are. */
const PER_TOKEN = 4;
const PART_MASK = 0x3f00000;
const PART_SHIFT = 20;
const NORMAL_SHIFT = 16;
/** A larger number of spaces has the normal form of a part of a contraction. */
const MOST_SPACES = 65_535;

/** Opens a reader of words. */
export function openWords(language: Language): WordReader {
  return {
    findWords(run) {
      const words = language.words();
      const found = words.lookup(run);
      return found && wordsIn({ tokens: tokensOf(found), cache: words }, language.rules());
    },
    newWord: (run) => newWord(run, language),
    wordsOf: (run) => language.use(run, (cut) => wordsIn(cut, language.rules())),
  };
}

/** Returns the tokens that wink makes of a word, or of the parts of a contraction. */
function tokensOf(found: readonly number[]): number[] {
  if (found.length === 1) return [found[0]!, 0, 0, 0];
  const tokens: number[] = [];
  for (let at = 0; at < found.length; at += PER_TOKEN) {
    const [word, normal, lemma, part] = found.slice(at, at + PER_TOKEN) as [number, number, number, number];
    tokens.push(word, normal << NORMAL_SHIFT, lemma | (part << PART_SHIFT), 0);
  }
  return tokens;
}

function wordsIn({ tokens, cache }: Cut, rules: Rules): Word[] {
  const words: Word[] = [];
  for (let at = 0; at < tokens.length; at += PER_TOKEN)
    words.push(wordOf(tokens.slice(at, at + 3) as [number, number, number], cache, rules));
  return words;
}

function wordOf(
  [word, spaces, part]: readonly [number, number, number],
  cache: Words,
  { clusters }: Rules,
): Word {
  const normal = spaces > MOST_SPACES ? cache.nox(spaces) : cache.normal(word);
  const hint = cache.property(word, 'posHint') as number;
  const isContracted = part !== 0;
  const lower = cache.value(normal);
  return {
    text: cache.value(word),
    lower,
    type: cache.property(word, 'tokenType') as string,
    isStopWord: cache.property(normal, 'isStopWord') === 1,
    likelyPart: isContracted
      ? (part & PART_MASK) >>> PART_SHIFT
      : cache.posOf(cache.mappedSpelling(word)) || NOUN,
    isContracted,
    possibleParts: clusters[cache.property(normal, 'lexemeCID') as number]!,
    partEvent: hint ? HINT + hint : 0,
    ...sentenceEvents({
      hint: (cache.property(normal, 'sbdHint') || cache.property(word, 'sbdHint')) as number,
      isAbbreviation: Boolean(cache.property(normal, 'isAbbrev')),
      lower,
      event: normal < cache.intrinsicSize() ? normal : UNKNOWN,
    }),
    tokens: [],
  };
}

/** Types of runs that are no single word: unknown, and a word with a sign behind it. */
const NO_WORD = new Set(['unk', 'wordRP']);
/** The words that the model does not have share a cluster. */
const NO_CLUSTER = 0;
const ABBREVIATION = /[a-z].*\.$/i;

/** Returns the word that wink would add to its vocabulary for a run that is not there yet. */
function newWord(run: string, language: Language): Word | null {
  const { types, typePatterns, clusters, partOf } = language.rules();
  const type = typePatterns.find(({ pattern }) => pattern.test(run))?.type ?? 0;
  if (NO_WORD.has(types[type]!)) return null;
  const words = language.words();
  const lowerCase = run.toLowerCase();
  const known = language.find(lowerCase);
  const normal = known === undefined ? null : words.mappedSpelling(known);
  const lower = normal === null ? lowerCase : words.value(normal);
  const lookup = (text: string) => words.lookup(text) ?? [words.intrinsicSize()];
  return {
    text: run,
    lower,
    type: types[type]!,
    isStopWord: normal !== null && words.property(normal, 'isStopWord') === 1,
    likelyPart: partOf(run, type, { ...words, lookup }) || NOUN,
    isContracted: false,
    possibleParts: clusters[normal === null ? NO_CLUSTER : (words.property(normal, 'lexemeCID') as number)]!,
    partEvent: 0,
    ...sentenceEvents({
      hint: normal === null ? 0 : (words.property(normal, 'sbdHint') as number),
      isAbbreviation:
        normal === null ? ABBREVIATION.test(lower) : Boolean(words.property(normal, 'isAbbrev')),
      lower,
      event: normal ?? UNKNOWN,
    }),
    tokens: [],
  };
}

/** What decides whether a sentence may end at a word. */
interface Ending {
  readonly hint: number;
  readonly isAbbreviation: boolean;
  readonly lower: string;
  /** The event of any other word. */
  readonly event: number;
}

function sentenceEvents({
  hint,
  isAbbreviation,
  lower,
  event,
}: Ending): Pick<Word, 'sentenceEvent' | 'spacedSentenceEvent'> {
  if (hint === QUOTE) return { sentenceEvent: HINT + QUOTE, spacedSentenceEvent: HINT + SPACED_QUOTE };
  const ofAbbreviation = lower.length === 2 ? MAY_NOT_END : MAY_END;
  const decided = hint ? HINT + hint : isAbbreviation ? HINT + ofAbbreviation : event;
  return { sentenceEvent: decided, spacedSentenceEvent: decided };
}
