import { serveSubgraph } from '@tributary/kit';
import { posts } from './src/index.ts';

await serveSubgraph(posts);
