import type { Job, SubgraphServices } from '@tributary/kit';
import { listUnswept, sweepDataset } from '../data/datasets.ts';
import type { Tables } from '../data/tables.ts';

const BATCH = 1_000;

/** Removes the mentions of deleted datasets. Until then, queries exclude them individually. */
export const sweep: Job<SubgraphServices<Tables>> = {
  name: 'mentions.sweep',
  atStart: true,
  async run({ db, clock }, { signal }) {
    for (const { workspace_id: workspaceId, id } of await listUnswept(db)) {
      const scope = { db, workspaceId };
      while (!signal.aborted && (await sweepDataset(scope, id, BATCH, new Date(clock()))));
    }
  },
};
