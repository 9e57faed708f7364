import { serveSubgraph } from '@tributary/kit/host';
import { posts } from './src/index.ts';

await serveSubgraph(posts);
