import type { Refusal, SearchPlan } from '@tributary/listening';
import type { RecognisedPost } from '@tributary/platforms';
import type { RunPart, RunStatus } from '../data/tables.ts';

const NEW = {
  url: null,
  state: 'waiting',
  cursor: null,
  pages: 0,
  failures: 0,
  dueAt: null,
  found: 0,
  problem: null,
} as const;

/** Returns the parts of a run that searches platforms; a refused platform has failed already. */
export function searchParts({ searches, refusals }: SearchPlan): RunPart[] {
  return [
    ...searches.map(
      ({ platform, search }): RunPart => ({ ...NEW, platform, kind: 'search', target: search }),
    ),
    ...refusals.map(
      ({ platform, reason }: Refusal): RunPart => ({
        ...NEW,
        platform,
        kind: 'search',
        target: '',
        state: 'failed',
        problem: reason,
      }),
    ),
  ];
}

/** Returns the part of a run that reads a post. */
export function postPart({ platform, id }: RecognisedPost, url: string): RunPart {
  return { ...NEW, platform, kind: 'post', target: id, url };
}

/**
 * Returns the part to read next; `after` is the time of the first one if all have to wait. Both are
 * null when every part has ended.
 */
export function nextPart(
  parts: readonly RunPart[],
  now: number,
): { part: RunPart | null; after: Date | null } {
  const waiting = parts.filter(({ state }) => state === 'waiting');
  const part = waiting.find(({ dueAt }) => dueAt === null || Date.parse(dueAt) <= now) ?? null;
  const times = waiting.flatMap(({ dueAt }) => (dueAt === null ? [] : [Date.parse(dueAt)]));
  return { part, after: part || times.length === 0 ? null : new Date(Math.min(...times)) };
}

/**
 * Returns how many more mentions a part may find: the parts that have not ended share what the
 * others have left.
 */
export function shareOf(part: RunPart, parts: readonly RunPart[], count: number): number {
  const waiting = parts.filter(({ state }) => state === 'waiting');
  const taken = parts.filter(({ state }) => state !== 'waiting').reduce((sum, { found }) => sum + found, 0);
  return Math.max(0, Math.ceil((count - taken) / waiting.length) - part.found);
}

/** How far a run is on one platform. */
export interface PlatformProgress {
  readonly source: string;
  readonly state: RunStatus;
  /** Number of searches or posts. */
  readonly parts: number;
  readonly finished: number;
  readonly found: number;
  readonly problem: string | null;
}

/** Returns the progress of a run by platform, in the order of its parts. */
export function progressOf(parts: readonly RunPart[]): PlatformProgress[] {
  return [...Map.groupBy(parts, ({ platform }) => platform)].map(([source, own]) => ({
    source,
    state: stateOf(own),
    parts: own.length,
    finished: own.filter(({ state }) => state !== 'waiting').length,
    found: own.reduce((sum, { found }) => sum + found, 0),
    problem: own.find(({ problem }) => problem !== null)?.problem ?? null,
  }));
}

function stateOf(parts: readonly RunPart[]): RunStatus {
  if (parts.some(({ state }) => state === 'waiting'))
    return parts.some(({ pages, state }) => pages > 0 || state !== 'waiting') ? 'working' : 'pending';
  return parts.some(({ state }) => state === 'done') ? 'completed' : 'failed';
}
