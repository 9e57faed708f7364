import { serveThread } from '@tributary/kit/text';
import { rulesEngine } from './engine.ts';

// Worker thread entry point of `openScoringThreads`.
serveThread(() => (posts: Parameters<typeof rulesEngine.score>[0]) => rulesEngine.score(posts));
