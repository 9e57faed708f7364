import { serveSubgraph } from '@tributary/kit';
import { publishing } from './src/index.ts';

await serveSubgraph(publishing);
