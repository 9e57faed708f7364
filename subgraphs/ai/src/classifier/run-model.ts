import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { type ModelFolder, unusable } from './model-folder.ts';
import { openTokenizer, type ReadIds } from './token-ids.ts';

type Runtime = typeof import('onnxruntime-node');

/** A loaded model. */
export interface RunningModel {
  /** Returns the probability of each label, for each text. */
  classify(texts: readonly string[]): Promise<number[][]>;
}

/** What the model is fed, in the names that exports of Hugging Face have. */
const INPUTS = ['input_ids', 'attention_mask', 'token_type_ids'] as const;

/** Errors only: the runtime writes its warnings to standard error. */
const OPTIONS = { logSeverityLevel: 3 } as const;

interface Parts {
  readonly runtime: Runtime;
  readonly session: InferenceSession;
  readonly readIds: ReadIds;
  readonly folder: ModelFolder;
  /** Type of the inputs. */
  readonly type: 'int64' | 'int32';
}

/**
 * Loads a model and tries it on a text. Throws an Error that names the variable if the runtime is
 * not installed, or if a file is not what a sequence classifier has.
 */
export async function openModelOf(dir: string, folder: ModelFolder): Promise<RunningModel> {
  const runtime = await loadRuntime(dir);
  const readIds = tokenizerOf(dir, folder);
  const session = await runtime.InferenceSession.create(folder.model, OPTIONS).catch((cause: Error) => {
    throw unusable(dir, `has an ONNX file that cannot be loaded: ${cause.message}`, cause);
  });
  const parts = { runtime, session, readIds, folder, type: inputTypeOf(dir, session) };
  try {
    await classifyTogether(parts, ['a']);
  } catch (cause) {
    throw unusable(dir, `has a model that cannot classify a text: ${(cause as Error).message}`, cause);
  }
  // Padding would change the result of a model that is not told which tokens are padding.
  const isMasked = session.inputNames.includes('attention_mask');
  const together = isMasked && !hasOneRow(session);
  return { classify: (texts) => (together ? classifyTogether(parts, texts) : classifyEach(parts, texts)) };
}

async function loadRuntime(dir: string): Promise<Runtime> {
  try {
    return await import('onnxruntime-node');
  } catch (cause) {
    const install = 'npm install --ignore-scripts onnxruntime-node';
    throw unusable(dir, `needs the package onnxruntime-node, which cannot be loaded (${install})`, cause);
  }
}

function tokenizerOf(dir: string, { tokenizer, tokenizerConfig, longest }: ModelFolder): ReadIds {
  try {
    return openTokenizer(tokenizer, tokenizerConfig, longest);
  } catch (cause) {
    throw unusable(dir, `has a tokenizer.json that cannot be used: ${(cause as Error).message}`, cause);
  }
}

function inputTypeOf(dir: string, { inputNames, inputMetadata }: InferenceSession): 'int64' | 'int32' {
  const unknown = inputNames.find((name) => !(INPUTS as readonly string[]).includes(name));
  if (unknown) throw unusable(dir, `has a model with the input "${unknown}"; expected ${INPUTS.join(', ')}`);
  const ids = inputMetadata.find(({ name }) => name === 'input_ids');
  if (!ids?.isTensor || (ids.type !== 'int64' && ids.type !== 'int32'))
    throw unusable(dir, 'has a model without an input `input_ids` of whole numbers');
  return ids.type;
}

function hasOneRow({ inputMetadata }: InferenceSession): boolean {
  return inputMetadata.some((input) => input.isTensor && input.shape[0] === 1);
}

async function classifyEach(parts: Parts, texts: readonly string[]): Promise<number[][]> {
  const results: number[][] = [];
  for (const text of texts) results.push(...(await classifyTogether(parts, [text])));
  return results;
}

async function classifyTogether(parts: Parts, texts: readonly string[]): Promise<number[][]> {
  const { session, readIds, folder } = parts;
  const rows = texts.map(readIds);
  const outputs = await session.run(feedsOf(parts, rows));
  const output = outputs['logits'] ?? outputs[session.outputNames[0]!]!;
  const expected = [texts.length, folder.labels.length];
  if (output.type !== 'float32' || output.dims.join() !== expected.join())
    throw new Error(
      `its output is ${output.type} [${output.dims}], expected float32 [${expected}], a number for each of \`id2label\``,
    );
  const numbers = output.data as Float32Array;
  return rows.map((_, row) => {
    const logits = [...numbers.slice(row * expected[1]!, (row + 1) * expected[1]!)];
    return folder.isMultiLabel ? logits.map(sigmoid) : softmaxOf(logits);
  });
}

/** Builds the inputs of the model: ids, padded to the longest row, and which of them are tokens. */
function feedsOf({ runtime, session, folder, type }: Parts, rows: readonly number[][]) {
  const width = Math.max(1, ...rows.map(({ length }) => length));
  const fill = (numberOf: (id: number | undefined) => number) =>
    rows.flatMap((row) => Array.from({ length: width }, (_, place) => numberOf(row[place])));
  const values = {
    input_ids: fill((id) => id ?? folder.padding),
    attention_mask: fill((id) => (id === undefined ? 0 : 1)),
    token_type_ids: fill(() => 0),
  };
  const tensor = (numbers: number[]): Tensor => {
    const data = type === 'int64' ? BigInt64Array.from(numbers.map(BigInt)) : Int32Array.from(numbers);
    return new runtime.Tensor(type, data, [rows.length, width]);
  };
  return Object.fromEntries(
    session.inputNames.map((name) => [name, tensor(values[name as keyof typeof values])]),
  );
}

function sigmoid(odds: number): number {
  return 1 / (1 + Math.exp(-odds));
}

function softmaxOf(odds: readonly number[]): number[] {
  const top = Math.max(...odds);
  const weights = odds.map((each) => Math.exp(each - top));
  const sum = weights.reduce((one, other) => one + other, 0);
  return weights.map((each) => each / sum);
}
