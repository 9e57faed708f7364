import { serveSubgraph } from '@tributary/kit';
import { mentions } from './src/index.ts';

await serveSubgraph(mentions);
