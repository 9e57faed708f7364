/** Adds an item to the next batch under a name and returns its result. */
export type Batched<Item, Result> = (name: string, item: Item) => Promise<Result>;

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Runs work in batches, one at a time per name; items that arrive while a batch runs form the next.
 * A workspace's balance is guarded by one row lock, so a transaction per call would only queue
 * there and hold a connection.
 */
export function inBatches<Item, Result>(
  run: (items: readonly Item[]) => Promise<readonly Result[]>,
): Batched<Item, Result> {
  const queues = new Map<string, Waiting<Item, Result>[]>();
  const work = async (name: string, queue: Waiting<Item, Result>[]) => {
    while (queue.length > 0) {
      const batch = queue.splice(0);
      try {
        const results = await run(batch.map(({ item }) => item));
        for (const [index, { resolve }] of batch.entries()) resolve(results[index]!);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    queues.delete(name);
  };
  return (name, item) => {
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    const queue = queues.get(name);
    if (queue) queue.push({ item, resolve, reject });
    else {
      const started = [{ item, resolve, reject }];
      queues.set(name, started);
      // One tick later, so that simultaneous callers share the first batch.
      setImmediate(() => work(name, started));
    }
    return promise;
  };
}
