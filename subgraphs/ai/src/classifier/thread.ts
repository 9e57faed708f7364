import { serveThread } from '@tributary/kit/text';
import { readModelFolder } from './model-folder.ts';
import type { Opened, ThreadInput, ThreadOutput } from './open-classifier.ts';
import { openModelOf, type RunningModel } from './run-model.ts';

// Worker thread entry point of `openClassifier`.
serveThread<string, ThreadInput, ThreadOutput>((dir) => {
  let opening: Promise<Opened & RunningModel> | undefined;
  const open = async () => {
    const folder = await readModelFolder(dir);
    const { name, labels, isMultiLabel } = folder;
    return { name, labels, isMultiLabel, ...(await openModelOf(dir, folder)) };
  };
  return async (texts) => {
    opening ??= open();
    const { classify, ...opened } = await opening;
    return { opened, probabilities: texts.length === 0 ? [] : await classify(texts) };
  };
});
