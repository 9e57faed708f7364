import { requireNode } from '@tributary/kit/require-node';

requireNode();
const { serveSubgraph } = await import('@tributary/kit/host');
const { posts } = await import('./src/index.ts');
await serveSubgraph(posts);
