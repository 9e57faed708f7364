import { DAY, type Job, type SubgraphServices } from '@tributary/kit';
import { acrossWorkspaces } from '@tributary/kit/postgres';
import { deleteForgottenCreators } from '../data/known-creators.ts';
import type { Tables } from '../data/tables.ts';

/** Retention of creators that were only looked up, in milliseconds. */
const LISTED_FOR = 400 * DAY;

/**
 * Deletes creators from the lists of workspaces that were only looked up, and not for more than a
 * year.
 */
export const forgetKnownCreators: Job<SubgraphServices<Tables>> = {
  name: 'creators.forget-known-creators',
  schedule: '41 3 * * *',
  run: ({ db, clock }) =>
    deleteForgottenCreators(acrossWorkspaces(db, 'creators'), new Date(clock() - LISTED_FOR)),
};
