import { serveSubgraph } from '@tributary/kit/serve';
import { posts } from './src/index.ts';

await serveSubgraph(posts);
