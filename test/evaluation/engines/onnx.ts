import { type Classifier, probabilitiesOf } from '@tributary/ai';
import { readSentiments } from '../../../subgraphs/mentions/src/opinion/index.ts';
import { HEAD_CLASSES } from '../../../subgraphs/text-models/training/labelled.ts';
import { embedded } from './embedded.ts';
import type { Engine } from './engine.ts';

/** Texts that are classified together. */
const TOGETHER = 10;

/**
 * An engine whose sentiments are those of a local classifier, with nothing of the embedded model in
 * them. Everything else is judged by the embedded engines, as in the product.
 */
export function onnxEngine(classifier: Classifier): Engine {
  const meanings = readSentiments(classifier.labels);
  return {
    ...embedded,
    name: classifier.name,
    async readHead(head, texts) {
      if (head !== 'sentiment') return embedded.readHead(head, texts);
      const read: number[][] = [];
      for (let from = 0; from < texts.length; from += TOGETHER)
        for (const each of await classifier.classify(texts.slice(from, from + TOGETHER))) {
          const found = probabilitiesOf(meanings, classifier.isMultiLabel, each);
          read.push(HEAD_CLASSES.sentiment.map((name) => found[name] ?? 0));
        }
      return read;
    },
  };
}
