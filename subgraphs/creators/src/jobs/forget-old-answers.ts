import type { Job, SubgraphServices } from '@tributary/kit';
import { deleteOldAnswers } from '../data/answers.ts';
import type { Tables } from '../data/tables.ts';
import { LONGEST_STORED } from '../lookup/index.ts';

/** Deletes answers of live sources that are too old to serve, even as stale ones. */
export const forgetOldAnswers: Job<SubgraphServices<Tables>> = {
  name: 'creators.forget-old-answers',
  schedule: '17 * * * *',
  run: ({ db, clock }) => deleteOldAnswers(db, new Date(clock() - LONGEST_STORED)),
};
