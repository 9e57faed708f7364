import { SENTIMENTS } from '../heads.ts';

/**
 * The parameters of a head. Layout of its file (little-endian): magic number, version, number of
 * classes, features and lexicon words (uint32 each); a bias and a scale per class (float32); the
 * features, then the lexicon's words, ascending (uint32); per feature an int8 for each class; per
 * lexicon word an int8 for each sentiment. A weight is its int8 times its class's scale.
 */
export interface Weights {
  version: number;
  /** One per class, as are the scales. */
  biases: Float32Array;
  scales: Float32Array;
  /** Ascending and distinct. */
  features: Uint32Array;
  /** One value per class for each feature, in the order of the features. */
  values: Int8Array;
  /** The lexicon's words as features, ascending and distinct. */
  lexicon: Uint32Array;
  /** Three per word, see `Lexicon`. */
  scores: Int8Array;
}

const MAGIC = 0x48464154;
const COUNTS_BYTES = 20;

/** Encodes weights as the bytes of a file. */
export function encodeWeights({
  version,
  biases,
  scales,
  features,
  values,
  lexicon,
  scores,
}: Weights): Buffer {
  const words = [MAGIC, version, biases.length, features.length, lexicon.length];
  return Buffer.concat([
    uint32s(words),
    floats([...biases, ...scales]),
    uint32s(features),
    uint32s(lexicon),
    Buffer.from(values.buffer, values.byteOffset, values.length),
    Buffer.from(scores.buffer, scores.byteOffset, scores.length),
  ]);
}

/** Decodes the output of `encodeWeights`; throws if the bytes are anything else. */
export function decodeWeights(bytes: Buffer): Weights {
  const count = (place: number) => (bytes.length < COUNTS_BYTES ? 0 : bytes.readUInt32LE(4 * place));
  const [classes, features, words] = [count(2), count(3), count(4)];
  const header = COUNTS_BYTES + 8 * classes;
  const length = header + features * (4 + classes) + words * (4 + SENTIMENTS.length);
  if (bytes.length !== length || count(0) !== MAGIC) {
    throw new Error('The file is damaged, or is not a model of this version.');
  }
  const valuesAt = header + 4 * (features + words);
  const scoresAt = valuesAt + features * classes;
  return {
    version: count(1),
    biases: readFloats(bytes, COUNTS_BYTES, classes),
    scales: readFloats(bytes, COUNTS_BYTES + 4 * classes, classes),
    features: readUint32s(bytes, header, features),
    lexicon: readUint32s(bytes, header + 4 * features, words),
    values: Int8Array.from(bytes.subarray(valuesAt, scoresAt)),
    scores: Int8Array.from(bytes.subarray(scoresAt)),
  };
}

function uint32s(numbers: ArrayLike<number>): Buffer {
  const bytes = Buffer.alloc(4 * numbers.length);
  for (let place = 0; place < numbers.length; place += 1) bytes.writeUInt32LE(numbers[place]!, 4 * place);
  return bytes;
}

function readUint32s(bytes: Buffer, from: number, count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, place) => bytes.readUInt32LE(from + 4 * place));
}

function floats(numbers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * numbers.length);
  for (const [place, number] of numbers.entries()) bytes.writeFloatLE(number, 4 * place);
  return bytes;
}

function readFloats(bytes: Buffer, from: number, count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, place) => bytes.readFloatLE(from + 4 * place));
}
