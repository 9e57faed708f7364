import { creators } from '@tributary/creators';
import { intelligence } from '@tributary/intelligence';
import type { Subgraph } from '@tributary/kit/host';
import { mentions } from '@tributary/mentions';
import { posts } from '@tributary/posts';
import { publishing } from '@tributary/publishing';

/**
 * The subgraphs besides the gateway's own `access`. To add one, create its folder, declare it in
 * `gateway/package.json`, and import and list it here.
 */
export const subgraphs: readonly Subgraph[] = [posts, intelligence, mentions, creators, publishing];
