import * as posts from './0001-posts.ts';
import * as assistance from './0002-assistance.ts';
import * as threads from './0003-threads.ts';
import * as sandbox from './0004-sandbox.ts';
import * as retries from './0005-retries.ts';
import * as postSelections from './0006-post-selections.ts';
import * as devtoSlug from './0007-devto-slug.ts';
import * as rewriteSearchVectors from './0008-rewrite-search-vectors.ts';

/** Oldest first; a landed migration is never edited, only followed by another. */
export const migrations = {
  '0001-posts': posts,
  '0002-assistance': assistance,
  '0003-threads': threads,
  '0004-sandbox': sandbox,
  '0005-retries': retries,
  '0006-post-selections': postSelections,
  '0007-devto-slug': devtoSlug,
  '0008-rewrite-search-vectors': rewriteSearchVectors,
};
