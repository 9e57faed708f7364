import { featureValue } from '../network/pool.ts';
import { featureIndex } from '../text/feature-index.ts';
import type { Tokens } from '../text/model-tokens.ts';
import { type Lexicon, lexiconFeatures } from './lexicon.ts';
import { weightTable } from './weight-table.ts';
import { decodeWeights } from './weights.ts';

/** Linear heads: each weighs the features of a text and the marks of its own lexicon. */
export interface LinearHeads {
  /** The lexicon of each head. */
  readonly lexicons: readonly Lexicon[];
  /** Returns the log-odds of the classes of each head, in order. */
  odds(tokens: Tokens, features: Uint32Array): Float64Array[];
}

/** Opens the heads that files have. */
export function openHeads(files: readonly Buffer[]): LinearHeads {
  const heads = files.map(decodeWeights);
  const table = weightTable(heads);
  const classes = heads.reduce((sum, { biases }) => sum + biases.length, 0);
  const lexicons = heads.map(({ lexicon, scores }) => ({ index: featureIndex(lexicon), scores }));
  return {
    lexicons,
    odds(tokens, features) {
      const shared = { sums: new Float64Array(classes), known: new Uint32Array(heads.length) };
      table.add(features, shared.sums, shared.known);
      let from = 0;
      return heads.map(({ biases, scales }, head) => {
        const [sums, known] = [new Float64Array(shared.sums), new Uint32Array(shared.known)];
        table.add(lexiconFeatures(tokens, lexicons[head]!), sums, known);
        const value = featureValue(known[head]!);
        const odds = new Float64Array(biases.length);
        for (let k = 0; k < odds.length; k += 1) odds[k] = biases[k]! + sums[from + k]! * value * scales[k]!;
        from += biases.length;
        return odds;
      });
    },
  };
}
