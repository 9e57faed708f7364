import { type FeatureIndex, featureIndex } from '../text/feature-index.ts';
import { decodeArrays, encodeArrays } from './arrays.ts';

/** Vectors of words, quantized to int8 with a scale per word. */
export interface Vectors {
  readonly dimensions: number;
  /** The words as features, ascending and distinct. */
  readonly words: Uint32Array;
  readonly scales: Float32Array;
  /** `dimensions` values per word, in the order of the words. */
  readonly values: Int8Array;
}

/**
 * The parameters of a network: filters that read windows of word vectors, and beside them weights
 * of the text's features; both add to the log-odds of the classes of all heads.
 */
export interface Network {
  readonly version: number;
  /** Whether the features include pieces of words. */
  readonly hasPieces: boolean;
  /** Number of classes of each head. */
  readonly heads: Uint32Array;
  /** Per position of the window and filter, as many weights as a vector has dimensions. */
  readonly windows: Float32Array;
  /** One per filter. */
  readonly offsets: Float32Array;
  /** Per class, one weight for each filter. */
  readonly output: Float32Array;
  /** One per class. */
  readonly biases: Float32Array;
  /** Ascending and distinct. */
  readonly features: Uint32Array;
  /** One per class: a weight of a feature is its int8 times this. */
  readonly scales: Float32Array;
  /** Per feature, one value for each class. */
  readonly values: Int8Array;
}

/** A network with the word vectors that it reads. */
export interface TextModel {
  readonly vectors: Vectors;
  readonly network: Network;
}

/** A model whose words and features can be looked up. */
export interface OpenModel extends TextModel {
  readonly words: FeatureIndex;
  readonly features: FeatureIndex;
}

/** Encodes a model as the bytes of a file. */
export function encodeModel({ vectors, network }: TextModel): Buffer {
  const { version, hasPieces, heads, windows, offsets, output, biases, features, scales, values } = network;
  return encodeArrays([
    Uint32Array.of(version, hasPieces ? 1 : 0, vectors.dimensions),
    vectors.words,
    vectors.scales,
    vectors.values,
    heads,
    windows,
    offsets,
    output,
    biases,
    features,
    scales,
    values,
  ]);
}

/** Decodes the output of `encodeModel`, and indexes words and features. */
export function decodeModel(bytes: Uint8Array): OpenModel {
  const arrays = decodeArrays(bytes);
  const uint32s = (at: number) => arrays[at] as Uint32Array;
  const floats = (at: number) => arrays[at] as Float32Array;
  const int8s = (at: number) => arrays[at] as Int8Array;
  const [version, pieces, dimensions] = uint32s(0);
  const vectors = {
    dimensions: dimensions!,
    words: uint32s(1),
    scales: floats(2),
    values: int8s(3),
  };
  const network = {
    version: version!,
    hasPieces: pieces === 1,
    heads: uint32s(4),
    windows: floats(5),
    offsets: floats(6),
    output: floats(7),
    biases: floats(8),
    features: uint32s(9),
    scales: floats(10),
    values: int8s(11),
  };
  return { vectors, network, words: featureIndex(vectors.words), features: featureIndex(network.features) };
}
