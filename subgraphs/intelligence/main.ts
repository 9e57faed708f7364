import { serveSubgraph } from '@tributary/kit';
import { intelligence } from './src/index.ts';

await serveSubgraph(intelligence);
