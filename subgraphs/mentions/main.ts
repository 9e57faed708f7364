import { serveSubgraph } from '@tributary/kit/host';
import { mentions } from './src/index.ts';

await serveSubgraph(mentions);
