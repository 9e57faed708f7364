import { type Batch, type Budget, BudgetError, type Cost, type Item, type Source } from '../../src/index.ts';

/** One way of reading a source. */
export interface Reading {
  readonly name: 'tail' | 'stream' | 'search' | 'place';
  /** Whether a null cursor starts at the newest item; a search goes back from it. */
  readonly startsAtNewest: boolean;
  read(cursor: string | null, signal?: AbortSignal): Promise<Batch>;
}

const TIMEOUT = 60_000;
/** How long a stream may be silent until it counts as empty, in milliseconds. */
const SILENCE = 800;

/** Lists the ways of reading a source. */
export function readingsOf(
  { tail, search, places }: Source,
  { place, now }: { place: string | undefined; now: number },
): Reading[] {
  const readings: Reading[] = [];
  const bounded = (signal?: AbortSignal) =>
    AbortSignal.any([AbortSignal.timeout(TIMEOUT), ...(signal ? [signal] : [])]);
  if (tail && 'poll' in tail)
    readings.push({
      name: 'tail',
      startsAtNewest: true,
      read: (cursor, signal) => tail.poll(cursor, { signal: bounded(signal) }),
    });
  if (tail && 'stream' in tail)
    readings.push({
      name: 'stream',
      startsAtNewest: true,
      async read(cursor, signal) {
        const silence = AbortSignal.timeout(SILENCE);
        const both = signal ? AbortSignal.any([signal, silence]) : silence;
        try {
          for await (const batch of tail.stream(cursor, { signal: both })) return { ...batch, more: true };
        } catch (error) {
          if (!silence.aborted || signal?.aborted) throw error;
        }
        return { items: [], deletions: [], cursor: cursor ?? '', more: false };
      },
    });
  if (search)
    readings.push({
      name: 'search',
      startsAtNewest: false,
      read: (cursor, signal) =>
        search.search(
          { query: 'tea', since: new Date(now - 3_600_000), cursor },
          { signal: bounded(signal) },
        ),
    });
  if (places && place !== undefined)
    readings.push({
      name: 'place',
      startsAtNewest: true,
      read: (cursor, signal) => places.poll(place, cursor, { signal: bounded(signal) }),
    });
  return readings;
}

/** Reads until there is nothing more, at most 50 times. */
export async function readUntilEmpty(reading: Reading, cursor: string | null) {
  const items: Item[] = [];
  const deletions: Batch['deletions'][number][] = [];
  const cursors: string[] = [];
  let next = cursor;
  let reads = 0;
  for (let more = true; more && reads < 50; reads++) {
    const batch = await reading.read(next);
    items.push(...batch.items);
    deletions.push(...batch.deletions);
    cursors.push(batch.cursor);
    next = batch.cursor;
    more = batch.more;
  }
  return { items, deletions, cursors, reads, last: next };
}

/** Returns a budget that records what is taken, until it refuses. */
export function recordedBudget(
  onTake: (cost: Cost) => void = () => {},
): Budget & { readonly taken: Cost[]; refuse(refuses: boolean): void } {
  const taken: Cost[] = [];
  let refuses = false;
  return {
    taken,
    refuse: (next) => {
      refuses = next;
    },
    async take(cost, signal) {
      signal.throwIfAborted();
      if (refuses) throw new BudgetError('The budget is used up.', Number.MAX_SAFE_INTEGER);
      taken.push(cost);
      onTake(cost);
    },
    async observe() {},
  };
}
