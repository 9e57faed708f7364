import { serveSubgraph } from '@tributary/kit/serve';
import { publishing } from './src/index.ts';

await serveSubgraph(publishing);
