import * as posts from './0001-posts.ts';
import * as assistance from './0002-assistance.ts';

/** The subgraph's migrations, in their order. */
export const migrations = { '0001-posts': posts };
