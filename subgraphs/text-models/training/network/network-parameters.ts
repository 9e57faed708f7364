import { WINDOW } from '../../src/network/pool.ts';

/** Sizes of a network. */
export interface Sizes {
  readonly dimensions: number;
  readonly filters: number;
  /** Number of classes of each head. */
  readonly heads: readonly number[];
  readonly features: number;
  /** Number of sources of examples. */
  readonly domains: number;
}

/** The trained parameters, or for each of them the sum of its squared gradients. */
export interface Parameters {
  /** Per position of the window and filter, one weight per dimension. */
  readonly windows: Float64Array;
  readonly offsets: Float64Array;
  /** Per class, one weight per filter. */
  readonly output: Float64Array;
  readonly biases: Float64Array;
  /** Per domain, one bias per class. */
  readonly domains: Float64Array;
  /** Per feature, one weight per class. */
  readonly features: Float32Array;
}

/** Returns the total number of classes of the heads. */
export function classesOf({ heads }: Sizes): number {
  return heads.reduce((sum, classes) => sum + classes, 0);
}

/** Creates parameters with the same value everywhere. */
export function filledWith(value: number, sizes: Sizes): Parameters {
  const classes = classesOf(sizes);
  return {
    windows: new Float64Array(WINDOW * sizes.filters * sizes.dimensions).fill(value),
    offsets: new Float64Array(sizes.filters).fill(value),
    output: new Float64Array(classes * sizes.filters).fill(value),
    biases: new Float64Array(classes).fill(value),
    domains: new Float64Array(sizes.domains * classes).fill(value),
    features: new Float32Array(sizes.features * classes).fill(value),
  };
}

/** Creates the parameters to start from: random windows and outputs, everything else 0. */
export function initialParameters(sizes: Sizes, random: () => number): Parameters {
  const parameters = filledWith(0, sizes);
  const spread = (values: Float64Array, width: number) => {
    for (let at = 0; at < values.length; at += 1) values[at] = (2 * random() - 1) * width;
  };
  spread(parameters.windows, Math.sqrt(3 / (WINDOW * sizes.dimensions)));
  spread(parameters.output, Math.sqrt(3 / sizes.filters));
  return parameters;
}
