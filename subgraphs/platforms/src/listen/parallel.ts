/** Runs `work` for every value, at most `width` at a time, and returns the results in order. */
export async function inParallel<Value, Result>(
  values: readonly Value[],
  width: number,
  work: (value: Value) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const queue = values.entries();
  const worker = async () => {
    for (const [at, value] of queue) results[at] = await work(value);
  };
  await Promise.all(Array.from({ length: Math.min(width, values.length) }, worker));
  return results;
}
