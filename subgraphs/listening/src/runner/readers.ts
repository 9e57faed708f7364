import type { Batch, Source } from '@tributary/platforms';
import type { Origin } from '../data/matches.ts';
import { followSearch } from './follow-search.ts';
import type { Target } from './targets.ts';

/** How a target is read. */
export interface Reader {
  readonly origin: Origin;
  readonly intervalMs: number;
  /** Whether reading without a cursor delivers what the target already has. */
  readonly hasBacklog: boolean;
  read(cursor: string | null, signal: AbortSignal): Promise<Batch>;
}

/** Returns how a target of a source is polled; null if it is streamed or cannot be read. */
export function readerOf(source: Source, target: Target, clock: () => number): Reader | null {
  const { tail, search, places } = source;
  if (target.kind === 'place' && places) {
    const { intervalMs } = places;
    return {
      origin: 'place',
      intervalMs,
      hasBacklog: true,
      read: (cursor, signal) => places.poll(target.place, cursor, { signal }),
    };
  }
  if (target.kind === 'search' && search) {
    const { intervalMs } = search;
    const { query } = target;
    return {
      origin: 'search',
      intervalMs,
      hasBacklog: true,
      read: (cursor, signal) => followSearch(search, query, cursor, clock(), signal),
    };
  }
  if (target.kind === 'tail' && tail && 'poll' in tail) {
    const { intervalMs } = tail;
    const read: Reader['read'] = (cursor, signal) => tail.poll(cursor, { signal });
    return { origin: 'tail', intervalMs, hasBacklog: false, read };
  }
  return null;
}
