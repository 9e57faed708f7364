import { createHash, type Hash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Static, type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';

/** A classifier's files, read and checked. */
export interface ModelFolder {
  /** The folder's name with a hash of the files: other weights are another version. */
  readonly name: string;
  /** Path of the ONNX file; the runtime finds external data beside it. */
  readonly model: string;
  /** Labels in the order of the model's output. */
  readonly labels: readonly string[];
  /** Whether each label has a probability of its own, so that they do not sum to one. */
  readonly isMultiLabel: boolean;
  /** Maximum number of tokens of a text. */
  readonly longest: number;
  readonly padding: number;
  readonly tokenizer: object;
  readonly tokenizerConfig: object;
}

/** Maximum number of tokens that are read of a text, also if the model takes more. */
const MOST_TOKENS = 512;

/** Places of `max_position_embeddings` that no token can have. */
const RESERVED_POSITIONS: Readonly<Record<string, number>> = { roberta: 2, 'xlm-roberta': 2, camembert: 2 };

const Config = Type.Object({
  id2label: Type.Record(Type.String({ pattern: '^\\d+$' }), Type.String({ minLength: 1 }), {
    minProperties: 2,
  }),
  problem_type: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  model_type: Type.Optional(Type.String()),
  max_position_embeddings: Type.Optional(Type.Number({ minimum: 1 })),
  pad_token_id: Type.Optional(Type.Union([Type.Integer({ minimum: 0 }), Type.Null()])),
});

const TokenizerConfig = Type.Object({ model_max_length: Type.Optional(Type.Number({ minimum: 1 })) });

/** Reads the folder of a classifier. Throws an Error that names the variable and the file. */
export async function readModelFolder(dir: string): Promise<ModelFolder> {
  const model = ['model.onnx', 'onnx/model.onnx'].map((name) => join(dir, name)).find(existsSync);
  if (model === undefined) throw unusable(dir, 'has neither model.onnx nor onnx/model.onnx');
  const config = await readJson(dir, 'config.json', Config);
  const labels = Object.keys(config.id2label).map((_, place) => config.id2label[place]);
  if (!labels.every((label) => label !== undefined))
    throw unusable(dir, 'has a config.json whose `id2label` is not numbered from 0');
  const tokenizer = await readJson(dir, 'tokenizer.json', Type.Object({}));
  const tokenizerConfig = existsSync(join(dir, 'tokenizer_config.json'))
    ? await readJson(dir, 'tokenizer_config.json', TokenizerConfig)
    : {};
  const positions = config.max_position_embeddings ?? MOST_TOKENS;
  const usable = positions - (RESERVED_POSITIONS[config.model_type ?? ''] ?? 0);
  return {
    name: `${basename(resolve(dir))}@${await hashOf(model, [config, tokenizer, tokenizerConfig])}`,
    model,
    labels: labels as string[],
    isMultiLabel: config.problem_type === 'multi_label_classification',
    longest: Math.min(MOST_TOKENS, usable, tokenizerConfig.model_max_length ?? MOST_TOKENS),
    padding: config.pad_token_id ?? 0,
    tokenizer,
    tokenizerConfig,
  };
}

/** Returns the error of a folder that cannot be used, which names its variable. */
export function unusable(dir: string, why: string, cause?: unknown): Error {
  return new Error(`ANALYSIS_MODEL_DIR: ${dir} ${why}.`, { cause });
}

async function readJson<Schema extends TSchema>(
  dir: string,
  name: string,
  schema: Schema,
): Promise<Static<Schema>> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(join(dir, name), 'utf8'));
  } catch (cause) {
    throw unusable(dir, `has no readable ${name}: ${(cause as Error).message}`, cause);
  }
  if (Value.Check(schema, value)) return value as Static<Schema>;
  const [first] = Value.Errors(schema, value);
  throw unusable(dir, `has an invalid ${name}: ${first?.instancePath} ${first?.message}`);
}

/** Hashes the weights, in one file or with external data, and the configuration. */
async function hashOf(model: string, configuration: readonly object[]): Promise<string> {
  const hash = createHash('sha256');
  await addFile(hash, model);
  for (const external of [`${model}_data`, `${model}.data`])
    if (existsSync(external)) await addFile(hash, external);
  for (const each of configuration) hash.update(JSON.stringify(each));
  return hash.digest('hex').slice(0, 12);
}

async function addFile(hash: Hash, path: string): Promise<void> {
  await pipeline(createReadStream(path), async (chunks) => {
    for await (const chunk of chunks) hash.update(chunk as Uint8Array);
  });
}
