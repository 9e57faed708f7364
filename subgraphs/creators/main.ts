import { serveSubgraph } from '@tributary/kit/serve';
import { creators } from './src/index.ts';

await serveSubgraph(creators);
