import { serveSubgraph } from '@tributary/kit/host';
import { creators } from './src/index.ts';

await serveSubgraph(creators);
