import { recordedImports } from '@tributary/kit/import';
import { deleteImportedPosts } from './community/index.ts';
import type { Tables } from './data/tables.ts';
import { deleteImportedXPosts } from './x/index.ts';

/** Kinds of recorded imports. */
export type RecordedKind = 'posts' | 'x-posts';

/** Import records of both modules. */
export const imports = recordedImports<Tables, RecordedKind>({
  posts: deleteImportedPosts,
  'x-posts': deleteImportedXPosts,
});
