import { serveThread } from '@tributary/kit';
import { openAnalysis } from './index.ts';

// One of the threads of `openAnalysisThreads`.
serveThread(openAnalysis);
