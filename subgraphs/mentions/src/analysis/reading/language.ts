import { createRequire } from 'node:module';
import type winkNlp from 'wink-nlp';
import type { Model } from 'wink-nlp';

/** A part of wink's vocabulary: the model's own values, followed by those added from texts. */
interface Vocabulary {
  readonly list: string[];
  readonly hash: Record<string, number>;
  readonly intrinsicSize: number;
  index: number;
}

/** wink's model once loaded; wink adds values from texts to it. */
interface CoreModel {
  readonly features: Readonly<Record<'lexeme' | 'prefix' | 'suffix' | 'shape', Vocabulary>> & {
    readonly pos: { readonly list: readonly string[] };
    readonly posClusters: { readonly list: readonly ReadonlySet<number>[] };
  };
  readonly packing: { readonly config: unknown };
  readonly tcat: { readonly list: readonly string[] };
  readonly trex: { readonly ltc: readonly (readonly [source: string, flags: string, type: number])[] };
}

/** A state machine of the model as JSON; see `openMachine`. */
type MachineJson = string;

/** Returns the most likely part of speech of a text of a type that is not in the vocabulary. */
type PartOf = (
  text: string,
  type: number,
  words: Pick<Words, 'lookup' | 'intrinsicSize' | 'posOf'>,
) => number;

type LoadableModel = Model & {
  core(): CoreModel;
  featureFn(config: unknown): { readonly pos: PartOf };
  sbd(): { readonly machines: readonly MachineJson[] };
  pos(): { readonly machines: readonly MachineJson[] };
};

/** What wink knows of the words of a text; they are identified by numbers. */
export interface Words {
  /** Finds a text in the vocabulary: its word, or four numbers for each part of a contraction. */
  lookup(text: string): readonly number[] | null;
  /** The number of words of the model, which come first; others are those of the text. */
  intrinsicSize(): number;
  value(word: number): string;
  /** Returns the normal form of a word, and of a part of a contraction. */
  normal(word: number): number;
  nox(spacesAndNormal: number): number;
  mappedSpelling(word: number): number;
  posOf(word: number): number;
  property(
    word: number,
    name: 'isStopWord' | 'tokenType' | 'posHint' | 'sbdHint' | 'isAbbrev' | 'lexemeCID',
  ): number | string | null;
}

/**
 * A text that wink has cut into words. `tokens` has four numbers for each: the word, the spaces
 * before it with the normal form of a part of a contraction, the part of speech of such a part,
 * and one that is not used here.
 */
export interface Cut {
  readonly tokens: readonly number[];
  readonly cache: Words;
}

/** The rules of the model, which do not depend on texts. */
export interface Rules {
  /** Names of the parts of speech by their number. */
  readonly parts: readonly string[];
  /** Which parts of speech a word may have, by its number of a cluster. */
  readonly clusters: readonly ReadonlySet<number>[];
  /** Types of words by their number, and the patterns that tell them, in order. */
  readonly types: readonly string[];
  readonly typePatterns: readonly { readonly pattern: RegExp; readonly type: number }[];
  readonly partOf: PartOf;
  readonly ofSentences: readonly MachineJson[];
  readonly ofParts: readonly MachineJson[];
}

/** Language processing that retains nothing from the texts it reads. */
export interface Language {
  rules(): Rules;
  /** The vocabulary, between two texts that of the model. */
  words(): Words;
  /** Finds a text in the vocabulary as it is, a contraction too. */
  find(text: string): number | undefined;
  /** Cuts a text into words, and resets wink's vocabulary after `read`. */
  use<Result>(text: string, read: (cut: Cut) => Result): Result;
}

/**
 * Each forgotten word leaves 50 bytes in a list private to wink; after this many, wink is loaded
 * anew.
 */
const MOST_FORGOTTEN = 400_000;

interface Opened {
  readonly cut: (text: string) => Cut;
  readonly words: Words;
  readonly core: CoreModel;
  readonly rules: Rules;
}

/**
 * Creates wink with the English model; loads it on first use, because it takes megabytes that a
 * process without imports never needs. wink stores every unknown word with the features of its
 * first occurrence, and tokenizes later texts by these words. The analysis of a text would thus
 * depend on the texts before it, so the vocabulary is reset after each text.
 */
export function openLanguage(mostForgotten = MOST_FORGOTTEN): Language {
  let opened: Opened | undefined;
  let forgotten = 0;
  const open = () => (opened ??= load());
  return {
    rules: () => open().rules,
    words: () => open().words,
    find: (text) => open().core.features.lexeme.hash[text],
    use(text, read) {
      const { cut, core } = open();
      try {
        return read(cut(text));
      } finally {
        forgotten += forget(core);
        if (forgotten >= mostForgotten) {
          opened = undefined;
          forgotten = 0;
        }
      }
    },
  };
}

/**
 * Loads wink for cutting texts into words only. Its document does not show the numbers that the
 * model's rules compare; wink passes them to the step that sets sentences, which keeps them here.
 */
function load(): Opened {
  const require = createRequire(import.meta.url);
  const model = require('wink-eng-lite-web-model') as LoadableModel;
  const core = model.core();
  let last: Cut | undefined;
  const observed = Object.assign(Object.create(null), model, {
    core: () => core,
    sbd: () => ({
      machines: [],
      transformers: [],
      setter: (_: null, cut: Cut) => {
        last = cut;
      },
    }),
  }) as Model;
  const wink = (require('wink-nlp') as typeof winkNlp)(observed, ['sbd']);
  const { pos, posClusters } = core.features;
  const cut = (text: string): Cut => {
    wink.readDoc(text);
    return last!;
  };
  return {
    core,
    cut,
    words: cut('').cache,
    rules: {
      parts: pos.list,
      clusters: posClusters.list,
      types: core.tcat.list,
      typePatterns: core.trex.ltc.map(([source, flags, type]) => ({
        pattern: new RegExp(source, flags),
        type,
      })),
      partOf: model.featureFn(core.packing.config).pos,
      ofSentences: model.sbd().machines,
      ofParts: model.pos().machines,
    },
  };
}

/** Resets the vocabulary to the model's own; returns the number of words forgotten. */
function forget({ features }: CoreModel): number {
  const { lexeme, prefix, suffix, shape } = features;
  let words = 0;
  // Indices are not reused: wink's own feature list grows too, and the positions must match.
  for (let at = lexeme.index - 1; at >= lexeme.intrinsicSize; at--) {
    const word = lexeme.list[at]!;
    if (lexeme.hash[word] !== at) break;
    delete lexeme.hash[word];
    lexeme.list[at] = '';
    words += 1;
  }
  for (const part of [prefix, suffix, shape]) {
    for (const value of part.list.splice(part.intrinsicSize)) delete part.hash[value];
    part.index = part.list.length;
  }
  return words;
}
