import * as posts from './0001-posts.ts';

/** The subgraph's migrations, in their order. */
export const migrations = { '0001-posts': posts };
