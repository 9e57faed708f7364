import DataLoader from 'dataloader';

/** The largest batch: a page of 100 rows with every alias that an operation may have. */
const LARGEST_BATCH = 10_000;

/**
 * Creates a loader for one request: the ids requested in one tick are read together, each once, and
 * returned in their order; an id without a row is null. `load` receives distinct ids and may return
 * rows in any order, with ids in lower case where they are UUIDs.
 */
export function loaderById<Row extends { id: string }>(
  load: (ids: readonly string[]) => Promise<readonly Row[]>,
): DataLoader<string, Row | null> {
  return new DataLoader(
    async (ids) => {
      const rows = new Map((await load(ids)).map((row) => [row.id, row]));
      return ids.map((id) => rows.get(id) ?? rows.get(id.toLowerCase()) ?? null);
    },
    { maxBatchSize: 1_000 },
  );
}

/** Values that are requested in the same tick of one request and read together. */
export interface BatchLoader<Key, Value> {
  load(key: Key): Promise<Value>;
}

/** Lists that are requested in the same tick of one request and read together. */
export type ListLoader<Key, Row> = BatchLoader<Key, readonly Row[]>;

/**
 * Creates a loader of values that depend on a row and on a field's arguments, such as a count or
 * the newest row below each row of a list. The keys of one tick are read together, and equal keys
 * (by their JSON, so aliases of one field too) once. `load` receives distinct keys and returns one
 * value for each, in their order. Nothing is cached between ticks.
 */
export function batchLoader<Key, Value>(
  load: (keys: readonly Key[]) => Promise<readonly Value[]>,
): BatchLoader<Key, Value> {
  return new DataLoader<Key, Value>(
    async (keys) => {
      const names = keys.map((key) => JSON.stringify(key));
      const distinct = new Map(names.map((name, index) => [name, keys[index]!]));
      const values = await load([...distinct.values()]);
      const byName = new Map([...distinct.keys()].map((name, index) => [name, values[index]!]));
      return names.map((name) => byName.get(name)!);
    },
    { cache: false, maxBatchSize: LARGEST_BATCH },
  );
}
