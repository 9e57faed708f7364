import { WINDOW } from './pool.ts';
import type { TextModel, Vectors } from './text-model.ts';

/** Projects a word, by its place in the vocabulary, onto the windows of all filters. */
export type Project = (place: number) => Float32Array;

/**
 * Maximum size of the projections kept: those of all words for a network of 40 filters, of 21,845
 * words for one of 128.
 */
const MOST_BYTES = 32 * 2 ** 20;

/**
 * Opens the projections of a model's words. They are kept, which makes a text fifty times cheaper
 * than convolving its vectors. Where not all fit, one that was used since it was last considered
 * for removal gets a second chance: frequent words stay.
 */
export function openProjections(
  { vectors, network: { windows, offsets } }: Pick<TextModel, 'vectors' | 'network'>,
  mostBytes = MOST_BYTES,
): Project {
  const length = WINDOW * offsets.length;
  const most = Math.floor(mostBytes / (length * Float32Array.BYTES_PER_ELEMENT));
  // The conversion from single precision would take a third of the time of a product.
  const rows = Float64Array.from(windows);
  const unknown = new Float32Array(length);
  const projections = new Array<Float32Array | undefined>(vectors.words.length).fill(undefined);
  const isUsed = new Uint8Array(vectors.words.length);
  /** The places of the projections kept, and the next one to consider for removal. */
  const kept: number[] = [];
  let next = 0;

  function keep(place: number, projection: Float32Array): void {
    projections[place] = projection;
    if (kept.length < most) {
      kept.push(place);
      return;
    }
    for (; isUsed[kept[next]!] === 1; next = (next + 1) % most) isUsed[kept[next]!] = 0;
    projections[kept[next]!] = undefined;
    kept[next] = place;
    next = (next + 1) % most;
  }
  return (place) => {
    if (place < 0) return unknown;
    const found = projections[place];
    if (found !== undefined) {
      isUsed[place] = 1;
      return found;
    }
    const projection = projectionOf(vectorAt(vectors, place), rows, length);
    keep(place, projection);
    return projection;
  };
}

function vectorAt({ dimensions, scales, values }: Vectors, place: number): Float32Array {
  const start = place * dimensions;
  const scale = scales[place]!;
  const vector = new Float32Array(dimensions);
  for (let at = 0; at < dimensions; at += 1) vector[at] = values[start + at]! * scale;
  return vector;
}

/**
 * Multiplies the rows of a matrix by a vector. Eight rows at a time take half of the time, because
 * each addition waits for the one before it in its row; every row has the same sum as alone.
 */
function projectionOf(vector: Float32Array, rows: Float64Array, length: number): Float32Array {
  const { length: dimensions } = vector;
  const projection = new Float32Array(length);
  const whole = length - (length % 8);
  for (let row = 0; row < whole; row += 8) {
    let place = row * dimensions;
    let [a, b, c, d, e, f, g, h] = [0, 0, 0, 0, 0, 0, 0, 0];
    for (let at = 0; at < dimensions; at += 1, place += 1) {
      const value = vector[at]!;
      a += rows[place]! * value;
      b += rows[place + dimensions]! * value;
      c += rows[place + 2 * dimensions]! * value;
      d += rows[place + 3 * dimensions]! * value;
      e += rows[place + 4 * dimensions]! * value;
      f += rows[place + 5 * dimensions]! * value;
      g += rows[place + 6 * dimensions]! * value;
      h += rows[place + 7 * dimensions]! * value;
    }
    projection[row] = a;
    projection[row + 1] = b;
    projection[row + 2] = c;
    projection[row + 3] = d;
    projection[row + 4] = e;
    projection[row + 5] = f;
    projection[row + 6] = g;
    projection[row + 7] = h;
  }
  for (let row = whole; row < length; row += 1) {
    let sum = 0;
    for (let at = 0; at < dimensions; at += 1) sum += rows[row * dimensions + at]! * vector[at]!;
    projection[row] = sum;
  }
  return projection;
}
