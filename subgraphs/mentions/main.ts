import { serveSubgraph } from '@tributary/kit/serve';
import { mentions } from './src/index.ts';

await serveSubgraph(mentions);
