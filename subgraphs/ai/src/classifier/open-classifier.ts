import { createThreads } from '@tributary/kit/text';
import { type ClassifierSettings, EVERY_LANGUAGE } from './classifier-settings.ts';

/** Prefix of the names of local classifiers, before the name and version of their folder. */
export const LOCAL = 'onnx:';

/** Maximum number of batches that wait for the thread: more would only wait longer. */
const MOST_WAITING = 16;

/** The labels of a loaded model, and its name. */
export interface Opened {
  readonly name: string;
  readonly labels: readonly string[];
  readonly isMultiLabel: boolean;
}

/** Texts to classify; none to load the model. */
export type ThreadInput = readonly string[];

/** The result of the thread. */
export interface ThreadOutput {
  readonly opened: Opened;
  readonly probabilities: readonly (readonly number[])[];
}

/** A classifier that runs in a worker thread of this process. */
export interface Classifier {
  /** Name of the engine: `onnx:`, the name of the folder, and a hash of its files. */
  readonly name: string;
  /** Labels in the order of the probabilities. */
  readonly labels: readonly string[];
  /** Whether each label has a probability of its own, so that they do not sum to one. */
  readonly isMultiLabel: boolean;
  /** Whether it judges texts of a language; null for a text of uncertain language. */
  judgesLanguage(language: string | null): boolean;
  /** Returns the probability of each label, for each text. Throws if too many texts wait. */
  classify(texts: readonly string[]): Promise<readonly (readonly number[])[]>;
  /** Stops the thread. */
  close(): Promise<void>;
}

/**
 * Opens the classifier that the settings name; null if they name none. Throws an Error that names
 * the variable if the folder has no usable classifier.
 */
export async function openClassifier(settings: ClassifierSettings): Promise<Classifier | null> {
  const { ANALYSIS_MODEL_DIR: dir, ANALYSIS_MODEL_LANGUAGES: languages } = settings;
  if (!dir) return null;
  // One thread: the runtime uses the cores itself, and a second copy of the weights costs memory.
  const thread = createThreads<ThreadInput, ThreadOutput>(new URL('thread.ts', import.meta.url), dir, {
    limit: 1,
  });
  const { opened } = await thread.run([]).catch(async (error) => {
    await thread.end();
    throw error;
  });
  let waiting = 0;
  return {
    ...opened,
    name: `${LOCAL}${opened.name}`,
    judgesLanguage: languageTest(languages),
    async classify(texts) {
      if (waiting >= MOST_WAITING) throw new Error(`${MOST_WAITING} batches wait for the classifier.`);
      waiting += 1;
      try {
        return (await thread.run(texts)).probabilities;
      } finally {
        waiting -= 1;
      }
    },
    close: () => thread.end(),
  };
}

/** Short texts of uncertain language are usually English. */
function languageTest(languages: string): Classifier['judgesLanguage'] {
  const judged = new Set(languages.split(','));
  return (language) => judged.has(EVERY_LANGUAGE) || judged.has(language ?? 'en');
}
