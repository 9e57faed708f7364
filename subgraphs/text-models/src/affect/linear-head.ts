import { featureValue } from '../network/pool.ts';
import { type FeatureIndex, featureIndex } from '../text/feature-index.ts';
import { markFeature } from '../text/features.ts';
import type { Tokens } from '../text/model-tokens.ts';
import { type Lexicon, lexiconMarks } from './lexicon.ts';
import { decodeWeights, type Weights } from './weights.ts';

/** A linear head: it weighs the features of a text and the marks of its own lexicon. */
export interface LinearHead {
  readonly lexicon: Lexicon;
  /** Returns the log-odds of the classes, in order. */
  odds(tokens: Tokens, features: Uint32Array): Float64Array;
}

/** Opens the head that a file has. */
export function openHead(file: Buffer): LinearHead {
  const weights = decodeWeights(file);
  const index = featureIndex(weights.features);
  const lexicon = { index: featureIndex(weights.lexicon), scores: weights.scores };
  return {
    lexicon,
    odds(tokens, features) {
      const marks = Uint32Array.from(lexiconMarks(tokens, lexicon), markFeature);
      return oddsOf(weights, index, [features, marks]);
    },
  };
}

function oddsOf(
  { biases, scales, values }: Weights,
  index: FeatureIndex,
  parts: readonly Uint32Array[],
): Float64Array {
  const classes = biases.length;
  const sums = new Float64Array(classes);
  let known = 0;
  for (const features of parts) {
    for (const feature of features) {
      const place = index.find(feature);
      if (place < 0) continue;
      known += 1;
      const start = place * classes;
      for (let k = 0; k < classes; k += 1) sums[k]! += values[start + k]!;
    }
  }
  const value = featureValue(known);
  return sums.map((sum, k) => biases[k]! + sum * value * scales[k]!);
}
