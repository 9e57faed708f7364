import { invalidInput, withFailures } from '@tributary/kit';
import { inTransaction, type Scope } from '@tributary/kit/postgres';
import type { Context } from '../context.ts';
import { deleteDataset, insertDataset, updateDataset } from '../data/datasets.ts';
import { followTracker, stopFollowing } from '../data/live-datasets.ts';
import type { Tables } from '../data/tables.ts';
import { type BrandInput, checkBrands, checkLive, checkName, type LiveInput } from '../dataset-input.ts';
import { isId, newId } from '../ids.ts';
import { sweep } from '../jobs/sweep.ts';
import { missing } from './not-found.ts';

interface CreateInput extends LiveInput {
  name: string;
  brands?: BrandInput[] | null;
}

interface UpdateInput extends LiveInput {
  name?: string | null;
  brands?: BrandInput[] | null;
}

export const datasetMutations = {
  createDataset: (_: unknown, { input }: { input: CreateInput }, context: Context) =>
    withFailures(async () => {
      const name = checkName('input.name', input.name);
      const brands = checkBrands('input.brands', input.brands ?? []);
      const live = checkLive(input, null);
      const at = new Date(context.clock());
      const id = newId('ds', at.getTime());
      const dataset = await inTransaction(context.scope(), async (inside) => {
        const created = await insertDataset(inside, { id, name, brands, at });
        return { ...created, ...(await setLive(inside, id, live, at)) };
      });
      return { __typename: 'DatasetCreated', dataset };
    }),

  updateDataset: (_: unknown, { id, input }: { id: string; input: UpdateInput }, context: Context) =>
    withFailures(async () => {
      const changes = {
        ...(input.name == null ? {} : { name: checkName('input.name', input.name) }),
        ...(input.brands == null ? {} : { brands: checkBrands('input.brands', input.brands) }),
      };
      const known = isId(id) ? await context.datasets.load(id) : null;
      if (!known) return missing('dataset');
      const live = checkLive(input, known.trackerId);
      const at = new Date(context.clock());
      const dataset = await inTransaction(context.scope(), async (inside) => {
        const updated = await updateDataset(inside, id, changes, at);
        return updated && { ...updated, ...(await setLive(inside, id, live, at)) };
      });
      if (!dataset) return missing('dataset');
      context.datasets.clear(id);
      return { __typename: 'DatasetUpdated', dataset };
    }),

  async deleteDataset(_: unknown, { id }: { id: string }, context: Context) {
    const at = new Date(context.clock());
    const isDeleted =
      isId(id) &&
      (await inTransaction(context.scope(), async (inside) => {
        await stopFollowing(inside, id, at);
        return deleteDataset(inside, id, at);
      }));
    if (!isDeleted) return missing('dataset');
    context.datasets.clear(id);
    await context.queue.send(sweep.name, {});
    return { __typename: 'DatasetDeleted', id };
  },
};

/**
 * Follows a tracker, or stops following one; undefined changes nothing. Returns what has changed of
 * the dataset.
 */
async function setLive(
  scope: Scope<Tables>,
  id: string,
  trackerId: string | null | undefined,
  at: Date,
): Promise<{ trackerId?: string | null }> {
  if (trackerId === undefined) return {};
  if (trackerId === null) await stopFollowing(scope, id, at);
  else if (!(await followTracker(scope, id, trackerId, at)))
    throw invalidInput('input.trackerId', 'The workspace has no active tracker with this id');
  return { trackerId };
}
