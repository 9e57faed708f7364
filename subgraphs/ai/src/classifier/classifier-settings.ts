import { type SettingValues, setting } from '@tributary/kit';
import { Type } from 'typebox';

/** Judges texts of every language. */
export const EVERY_LANGUAGE = '*';

/** Environment variables of the local classifier. Without a folder, there is none. */
export const classifierSettings = {
  ANALYSIS_MODEL_DIR: setting(
    Type.String(),
    '',
    'Folder of a classifier that judges the sentiment of mentions in process, in the layout of Hugging Face: `model.onnx` or ' +
      '`onnx/model.onnx`, `config.json` with `id2label`, and `tokenizer.json`. Needs the package `onnxruntime-node`.',
  ),
  ANALYSIS_MODEL_LANGUAGES: setting(
    Type.String({
      pattern: '^(\\*|[a-z]{2}(,[a-z]{2})*)$',
      description: 'ISO 639-1 codes, separated by commas, or *',
    }),
    'en',
    'Languages that the classifier judges; `*` for all. Texts in other languages keep the judgement of the embedded engine.',
  ),
} as const;

export type ClassifierSettings = SettingValues<typeof classifierSettings>;
