/** Hands an item in, and gives what became of it. */
export type Batched<Item, Result> = (name: string, item: Item) => Promise<Result>;

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Work that is done for many at once, one batch at a time for each name: what comes while one is under way makes up
 * the next. Money of a workspace is behind one row's lock, so that a transaction for each call would only stand in
 * line there, holding a connection.
 */
export function inBatches<Item, Result>(
  run: (items: readonly Item[]) => Promise<readonly Result[]>,
): Batched<Item, Result> {
  const lines = new Map<string, Waiting<Item, Result>[]>();
  const work = async (name: string, line: Waiting<Item, Result>[]) => {
    while (line.length > 0) {
      const batch = line.splice(0);
      try {
        const results = await run(batch.map(({ item }) => item));
        for (const [index, { resolve }] of batch.entries()) resolve(results[index]!);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    lines.delete(name);
  };
  return (name, item) => {
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    const line = lines.get(name);
    if (line) line.push({ item, resolve, reject });
    else {
      const begun = [{ item, resolve, reject }];
      lines.set(name, begun);
      // A tick later: whoever comes at the same time is in the first batch already.
      setImmediate(() => work(name, begun));
    }
    return promise;
  };
}
