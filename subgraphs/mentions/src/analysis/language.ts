import { createRequire } from 'node:module';
import type winkNlp from 'wink-nlp';
import type { Model, WinkMethods } from 'wink-nlp';

/**
 * A part of wink's vocabulary: the values that its model was built with, and after them those of
 * texts that it has read.
 */
interface Vocabulary {
  readonly list: string[];
  readonly hash: Record<string, number>;
  readonly intrinsicSize: number;
  index: number;
}

/** wink's model as it is when it has been loaded: what it learns from texts is written into it. */
interface CoreModel {
  readonly features: Readonly<Record<'lexeme' | 'prefix' | 'suffix' | 'shape', Vocabulary>>;
}

type LoadableModel = Model & { core(): CoreModel };

/** Language processing that remembers nothing of the texts that it has read. */
export interface Language {
  /**
   * Calls `read` with wink, and then makes it forget the words that it has met; the result must not
   * refer to it.
   */
  use<Result>(read: (wink: WinkMethods) => Result): Result;
}

/**
 * Forgotten words leave 50 bytes each in a list inside wink that nobody else can reach: after so
 * many it is opened anew.
 */
const MOST_FORGOTTEN = 400_000;

/**
 * wink with the English model; loaded at the first use, since it takes megabytes that a process
 * without imports never needs.
 *
 * wink keeps every word that its model does not have with the features of the place where it was
 * met first, and cuts later texts by these words. The same text is then read differently depending
 * on what came before it. So its vocabulary is set back after each text.
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

/** Sets the vocabulary back to that of the model; returns how many words it has forgotten. */
function forget({ features }: CoreModel): number {
  const { lexeme, prefix, suffix, shape } = features;
  let words = 0;
  // Indices continue: wink's own list of features grows too, and the positions must agree.
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
