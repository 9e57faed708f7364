import { createRequire } from 'node:module';
import type winkNlp from 'wink-nlp';
import type { Model, WinkMethods } from 'wink-nlp';

/** A part of wink's vocabulary: the model's own values, followed by those added from texts. */
interface Vocabulary {
  readonly list: string[];
  readonly hash: Record<string, number>;
  readonly intrinsicSize: number;
  index: number;
}

/** wink's model once loaded; wink adds values from texts to it. */
interface CoreModel {
  readonly features: Readonly<Record<'lexeme' | 'prefix' | 'suffix' | 'shape', Vocabulary>>;
}

type LoadableModel = Model & { core(): CoreModel };

/** Language processing that retains nothing from the texts it reads. */
export interface Language {
  /** Calls `read` with wink, then resets wink's vocabulary; the result must not refer to it. */
  use<Result>(read: (wink: WinkMethods) => Result): Result;
}

/**
 * Each forgotten word leaves 50 bytes in a list private to wink; after this many, wink is loaded
 * anew.
 */
const MOST_FORGOTTEN = 400_000;

/**
 * Creates wink with the English model; loads it on first use, because it takes megabytes that a
 * process without imports never needs. wink stores every unknown word with the features of its
 * first occurrence, and tokenizes later texts by these words. The analysis of a text would thus
 * depend on the texts before it, so the vocabulary is reset after each text.
 */
export function openLanguage(mostForgotten = MOST_FORGOTTEN): Language {
  let opened: { wink: WinkMethods; core: CoreModel } | undefined;
  let forgotten = 0;
  return {
    use(read) {
      opened ??= load();
      try {
        return read(opened.wink);
      } finally {
        forgotten += forget(opened.core);
        if (forgotten >= mostForgotten) {
          opened = undefined;
          forgotten = 0;
        }
      }
    },
  };
}

function load(): { wink: WinkMethods; core: CoreModel } {
  const require = createRequire(import.meta.url);
  const model = require('wink-eng-lite-web-model') as LoadableModel;
  let core: CoreModel | undefined;
  const observed = Object.assign(Object.create(null), model, {
    core() {
      core = model.core();
      return core;
    },
  }) as Model;
  const wink = (require('wink-nlp') as typeof winkNlp)(observed, ['sbd', 'pos']);
  return { wink, core: core! };
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
