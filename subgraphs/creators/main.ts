import { serveSubgraph } from '@tributary/kit';
import { creators } from './src/index.ts';

await serveSubgraph(creators);
