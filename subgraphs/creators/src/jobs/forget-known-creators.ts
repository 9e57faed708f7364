import type { Job, SubgraphServices } from '@tributary/kit';
import { acrossWorkspaces } from '@tributary/kit/postgres';
import { deleteForgottenCreators } from '../data/known-creators.ts';
import type { Tables } from '../data/tables.ts';

/** Creators that nobody has looked up for so long are no longer listed. */
const LISTED_FOR = 400 * 86_400_000;

/**
 * Deletes creators that were only looked up, and not for more than a year, from the lists of
 * workspaces.
 */
export const forgetKnownCreators: Job<SubgraphServices<Tables>> = {
  name: 'creators.forget-known-creators',
  schedule: '41 3 * * *',
  run: ({ db }) =>
    deleteForgottenCreators(acrossWorkspaces(db, 'creators'), new Date(Date.now() - LISTED_FOR)),
};
