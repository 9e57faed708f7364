import { serveSubgraph } from '@tributary/kit/host';
import { publishing } from './src/index.ts';

await serveSubgraph(publishing);
