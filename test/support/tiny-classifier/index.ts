/**
 * A folder with a classifier as Hugging Face lays it out, small enough to be made by a test: a
 * WordPiece tokenizer with a few words, and a model that adds up what its tokens say.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bagClassifier } from './onnx-file.ts';

/** Logits of negative, neutral and positive, for each token. */
const WORDS: Readonly<Record<string, readonly [number, number, number]>> = {
  '[PAD]': [9, 0, 0],
  '[UNK]': [0, 0, 0],
  '[CLS]': [0, 0, 0],
  '[SEP]': [0, 0, 0],
  good: [0, 0, 3],
  love: [0, 0, 4],
  cancel: [3, 0, 0],
  '##led': [1, 0, 0],
  hate: [4, 0, 0],
  gut: [0, 0, 3],
  flight: [0, 0.5, 0],
};

/** What differs from a classifier of three sentiments. */
export interface TinyOptions {
  readonly labels?: readonly string[];
  /** Inputs besides `input_ids`. */
  readonly inputs?: readonly string[];
  /** Files to write instead, by path; null leaves one out. */
  readonly files?: Readonly<Record<string, string | Uint8Array | null>>;
  readonly config?: object;
}

/** A folder that is removed by its `remove`. */
export interface TinyClassifier {
  readonly dir: string;
  remove(): Promise<void>;
}

/** Whether the optional package that runs models is installed. */
export function hasOnnxRuntime(): boolean {
  try {
    createRequire(import.meta.url).resolve('onnxruntime-node');
    return true;
  } catch {
    return false;
  }
}

/** Writes a classifier to a new folder. */
export async function writeTinyClassifier(options: TinyOptions = {}): Promise<TinyClassifier> {
  const dir = await mkdtemp(join(tmpdir(), 'tiny-classifier-'));
  for (const [path, content] of Object.entries({ ...filesOf(options), ...options.files })) {
    if (content === null) continue;
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), content);
  }
  return { dir, remove: () => rm(dir, { recursive: true, force: true }) };
}

function filesOf({
  labels = ['negative', 'neutral', 'positive'],
  inputs = ['attention_mask'],
  config = {},
}: TinyOptions): Record<string, string | Uint8Array> {
  const id2label = Object.fromEntries(labels.map((label, place) => [place, label]));
  const model = { rows: Object.values(WORDS), bias: [0, 1, 0], inputs };
  return {
    'onnx/model.onnx': bagClassifier(model),
    'config.json': JSON.stringify({ id2label, model_type: 'bert', max_position_embeddings: 16, ...config }),
    'tokenizer.json': JSON.stringify(tokenizer()),
  };
}

/** Returns a tokenizer as `tokenizers` writes it: BERT's normalizer, WordPiece, and its marks. */
function tokenizer(): object {
  const vocab = Object.fromEntries(Object.keys(WORDS).map((word, id) => [word, id]));
  const special = ['[PAD]', '[UNK]', '[CLS]', '[SEP]'];
  const added = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: special.map((content) => ({ id: vocab[content], content, ...added })),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: true,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'BertProcessing',
      sep: ['[SEP]', vocab['[SEP]']],
      cls: ['[CLS]', vocab['[CLS]']],
    },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab,
    },
  };
}
