import DataLoader from 'dataloader';

/**
 * A loader for one request: the ids asked for in one tick are read together, each once, and come back in their
 * order; an id without a row is null. `load` gets distinct ids and may return rows in any order.
 */
export function loaderById<Row extends { id: string }>(
  load: (ids: readonly string[]) => Promise<readonly Row[]>,
): DataLoader<string, Row | null> {
  return new DataLoader(
    async (ids) => {
      const rows = new Map((await load(ids)).map((row) => [row.id, row]));
      return ids.map((id) => rows.get(id) ?? null);
    },
    { maxBatchSize: 1_000 },
  );
}

/** Lists that one request asks for in the same tick, read together. */
export interface ListLoader<Key, Row> {
  load(key: Key): Promise<readonly Row[]>;
}

/**
 * A loader of lists for one request, as of a page below each row of another: what is asked for in one tick is read
 * together. `load` gives a list for each key, in their order. Nothing is kept: whoever asks again reads again.
 */
export function listLoader<Key, Row>(
  load: (keys: readonly Key[]) => Promise<readonly (readonly Row[])[]>,
): ListLoader<Key, Row> {
  return new DataLoader(load, { cache: false, maxBatchSize: 1_000 });
}
