import { serveSubgraph } from '@tributary/kit/serve';
import { intelligence } from './src/index.ts';

await serveSubgraph(intelligence);
