import { serveThread } from '@tributary/kit/text';
import type { Analysis } from '../mention.ts';
import { openAnalysis } from './index.ts';
import type { AnalysisBatch } from './threads.ts';

// Worker thread entry point of `analyseInThread`.
serveThread<null, AnalysisBatch, Analysis[]>(
  () =>
    ({ brands, mentions }) =>
      openAnalysis({ brands })(mentions),
);
