import { serveThread } from '@tributary/kit/text';
import { rulesEngine } from './rules-engine.ts';

// Worker thread entry point of `openScoringThreads`.
serveThread(() => (posts: Parameters<typeof rulesEngine.score>[0]) => rulesEngine.score(posts));
