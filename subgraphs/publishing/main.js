import { requireNode } from '@tributary/kit/require-node';

requireNode();
const { serveSubgraph } = await import('@tributary/kit/host');
const { publishing } = await import('./src/index.ts');
await serveSubgraph(publishing);
