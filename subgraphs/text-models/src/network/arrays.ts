/** Arrays that a model's file may contain. */
export type Numbers = Uint32Array | Float32Array | Int8Array;

const MAGIC = 0x4c444d54;
const TYPES = [Uint32Array, Float32Array, Int8Array] as const;
/** Arrays start at multiples of this, so that they can be views of the file's bytes. */
const ALIGNMENT = 4;

/**
 * Encodes arrays as the bytes of a model's file, little-endian: magic number, number of arrays, and
 * for each a type and a length (uint32 each), followed by the arrays themselves.
 */
export function encodeArrays(arrays: readonly Numbers[]): Buffer {
  const header = arrays.flatMap((array) => [typeOf(array), array.length]);
  const parts = [Uint32Array.from([MAGIC, arrays.length, ...header]), ...arrays].map((array) => {
    const bytes = Buffer.alloc(aligned(array.byteLength));
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
    return bytes;
  });
  return Buffer.concat(parts);
}

/** Decodes the output of `encodeArrays`; throws if the bytes are anything else. */
export function decodeArrays(file: Uint8Array): Numbers[] {
  // A copy: a file that is read may start at an odd position of a shared buffer.
  const { buffer } = Uint8Array.from(file);
  const words = new Uint32Array(buffer, 0, Math.floor(buffer.byteLength / 4));
  const count = words[1] ?? 0;
  if (words[0] !== MAGIC || words.length < 2 + 2 * count) throw damaged();
  let at = 4 * (2 + 2 * count);
  const arrays = Array.from({ length: count }, (_, index) => {
    const type = TYPES[words[2 + 2 * index]!];
    const length = words[3 + 2 * index]!;
    if (!type || at + length * type.BYTES_PER_ELEMENT > buffer.byteLength) throw damaged();
    const array = new type(buffer, at, length);
    at += aligned(array.byteLength);
    return array;
  });
  if (at !== buffer.byteLength) throw damaged();
  return arrays;
}

function typeOf(array: Numbers): number {
  return TYPES.findIndex((type) => array instanceof type);
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

function damaged(): Error {
  return new Error('The file is damaged, or is not a model of this version.');
}
