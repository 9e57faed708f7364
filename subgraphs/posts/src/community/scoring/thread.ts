import { serveThread } from '@tributary/kit/in-thread';
import { rulesEngine } from './engine.ts';

// One of the threads of `openScoringThreads`.
serveThread(() => (posts: Parameters<typeof rulesEngine.score>[0]) => rulesEngine.score(posts));
