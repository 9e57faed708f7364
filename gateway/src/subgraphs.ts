import { creators } from '@tributary/creators';
import { intelligence } from '@tributary/intelligence';
import type { Subgraph } from '@tributary/kit/host';
import { mentions } from '@tributary/mentions';
import { posts } from '@tributary/posts';
import { publishing } from '@tributary/publishing';

/**
 * The subgraphs besides the gateway's own `access`. To add a subgraph, add its folder and a line
 * here.
 */
export const subgraphs: readonly Subgraph[] = [posts, intelligence, mentions, creators, publishing];
