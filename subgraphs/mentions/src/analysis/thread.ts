import { serveThread } from '@tributary/kit/in-thread';
import { openAnalysis } from './index.ts';

// One of the threads of `openAnalysisThreads`.
serveThread(openAnalysis);
