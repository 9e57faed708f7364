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
