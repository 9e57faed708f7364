import { serveSubgraph } from '@tributary/kit/host';
import { intelligence } from './src/index.ts';

await serveSubgraph(intelligence);
