/*
 * Writes ONNX files: the few messages of its protocol buffers that a small classifier needs.
 * Numbers of fields and types are those of `onnx.proto`.
 */

const FLOAT = 1;
const INT64 = 7;

/** A field: its number with a number, a text, or the bytes of a message. */
type Field = readonly [number, number | string | Uint8Array];

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))];
}

function message(...fields: readonly Field[]): Uint8Array {
  return Buffer.concat(
    fields.map(([number, value]) => {
      if (typeof value === 'number') return Buffer.from([...varint(number * 8), ...varint(value)]);
      const bytes = Buffer.from(value as Uint8Array);
      return Buffer.concat([Buffer.from([...varint(number * 8 + 2), ...varint(bytes.length)]), bytes]);
    }),
  );
}

function tensor(name: string, dims: readonly number[], values: Float32Array | BigInt64Array): Uint8Array {
  const type = values instanceof Float32Array ? FLOAT : INT64;
  const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return message(...dims.map((dim): Field => [1, dim]), [2, type], [8, name], [9, raw]);
}

function valueInfo(name: string, type: number, axes: readonly (string | number)[]): Uint8Array {
  const dims = axes.map((axis): Field => [1, message(typeof axis === 'number' ? [1, axis] : [2, axis])]);
  return message([1, name], [2, message([1, message([1, type], [2, message(...dims)])])]);
}

function node(type: string, inputs: readonly string[], output: string, attribute?: Uint8Array): Uint8Array {
  const attributes: Field[] = attribute ? [[5, attribute]] : [];
  return message(...inputs.map((name): Field => [1, name]), [2, output], [4, type], ...attributes);
}

/** An attribute that is a whole number. */
function whole(name: string, value: number): Uint8Array {
  return message([1, name], [3, value], [20, 2]);
}

/** Weights of a bag of tokens: logits for each token of the vocabulary, and a bias. */
export interface BagWeights {
  readonly rows: readonly (readonly number[])[];
  readonly bias: readonly number[];
  /** Names of the inputs after `input_ids`; the mask is used, others are not read. */
  readonly inputs: readonly string[];
}

/** Returns a classifier that adds up the logits of the tokens that are not masked. */
export function bagClassifier({ rows, bias, inputs }: BagWeights): Uint8Array {
  const width = bias.length;
  const isMasked = inputs.includes('attention_mask');
  const masking = [
    node('Cast', ['attention_mask'], 'mask', whole('to', FLOAT)),
    node('Unsqueeze', ['mask', 'last'], 'column'),
    node('Mul', ['read', 'column'], 'kept'),
  ];
  const nodes = [
    node('Gather', ['weights', 'input_ids'], 'read', whole('axis', 0)),
    ...(isMasked ? masking : []),
    node('ReduceSum', [isMasked ? 'kept' : 'read', 'tokens'], 'sum', whole('keepdims', 0)),
    node('Add', ['sum', 'bias'], 'logits'),
  ];
  const initializers = [
    tensor('weights', [rows.length, width], Float32Array.from(rows.flat())),
    tensor('bias', [width], Float32Array.from(bias)),
    tensor('tokens', [1], BigInt64Array.of(1n)),
    ...(isMasked ? [tensor('last', [1], BigInt64Array.of(2n))] : []),
  ];
  const graph = message(
    ...nodes.map((each): Field => [1, each]),
    [2, 'bag'],
    ...initializers.map((each): Field => [5, each]),
    ...['input_ids', ...inputs].map((name): Field => [11, valueInfo(name, INT64, ['batch', 'sequence'])]),
    [12, valueInfo('logits', FLOAT, ['batch', width])],
  );
  return message([1, 8], [2, 'tributary'], [7, graph], [8, message([1, ''], [2, 13])]);
}
