import { createHash } from 'node:crypto';
import { Type } from 'typebox';
import type { Validators } from './client.ts';
import { readCursor } from './cursor.ts';
import type { Deletion, Item } from './item.ts';
import type { Batch } from './source.ts';

/** A page of a list that is sorted by creation time, newest first. */
export interface ListedPage {
  readonly items: readonly Item[];
  readonly deletions?: readonly Deletion[];
  /** The vendor's name of the next, older page; null after the last. */
  readonly next: string | null;
  readonly validators?: Validators;
}

/**
 * Reads one page of a list: the first one for null, which may be requested conditionally. Returns
 * null if the first page is unchanged.
 */
export type ReadPage = (page: string | null, known: Validators) => Promise<ListedPage | null>;

/** Maximum number of pages of one walk, in case a vendor's list has no end. */
const MAX_PAGES = 200;
/** Maximum number of recent ids in a cursor. */
const MAX_RECENT = 80;

const ListCursor = Type.Object({
  /** Creation time of the newest item of the last complete walk. */
  until: Type.Number(),
  /** Hashes of the ids that the walk found within the overlap. */
  recent: Type.Array(Type.String()),
  etag: Type.Optional(Type.String()),
  modified: Type.Optional(Type.String()),
  /** The walk in progress. */
  walk: Type.Optional(
    Type.Object({
      page: Type.String(),
      /** Hash of the first item of the page before; a vendor that repeats it has no other page. */
      first: Type.String(),
      pages: Type.Number(),
      top: Type.Number(),
      recent: Type.Array(Type.String()),
    }),
  ),
});

/**
 * Reads one page of a list and returns its new items. A walk goes from the newest item back to the
 * newest one of the preceding walk; one batch is one page, so that an interrupted walk continues
 * where it was. The first walk is one page. Items that appear up to `overlapMs` late, behind newer
 * ones, are found too.
 */
export async function readNewestFirst(
  cursor: string | null,
  overlapMs: number,
  read: ReadPage,
): Promise<Batch> {
  const state = readCursor(ListCursor, cursor);
  const walk = state?.walk;
  const page = walk?.page ?? null;
  const listed = await read(page, page === null ? { etag: state?.etag, modified: state?.modified } : {});
  if (listed === null) return { items: [], deletions: [], cursor: cursor ?? '', more: false };
  const floor = state ? state.until - overlapMs : Number.NEGATIVE_INFINITY;
  const known = new Set(state?.recent);
  const isNew = (item: Item) => item.createdAt.getTime() >= floor && !known.has(hashOf(item));
  const fresh = listed.items.filter(isNew);
  const last = listed.items.at(-1);
  const first = listed.items[0] ? hashOf(listed.items[0]) : '';
  const isRepeated = first !== '' && first === walk?.first;
  const isEnd = last !== undefined && (isRepeated || fresh.length === 0 || !isNew(last));
  const pages = (walk?.pages ?? 0) + 1;
  const more = state !== null && !isEnd && isFurther(listed.next, page) && pages < MAX_PAGES;
  const found = reachedBy(listed.items, overlapMs, walk ?? { top: state?.until, recent: state?.recent });
  const validators = listed.validators ?? { etag: state?.etag, modified: state?.modified };
  const next = more
    ? {
        until: state.until,
        recent: state.recent,
        ...validators,
        walk: { page: listed.next!, pages, first, ...found },
      }
    : { until: found.top, recent: found.recent, ...validators };
  return { items: fresh, deletions: listed.deletions ?? [], cursor: JSON.stringify(next), more };
}

function isFurther(next: string | null, page: string | null): boolean {
  return next !== null && next !== page;
}

/** Returns the creation time of the newest item so far, and the recent ids within the overlap. */
function reachedBy(
  items: readonly Item[],
  overlapMs: number,
  before: { readonly top?: number | undefined; readonly recent?: readonly string[] | undefined },
): { top: number; recent: string[] } {
  const top = Math.max(before.top ?? 0, ...items.map(({ createdAt }) => createdAt.getTime()));
  const within = items.filter(({ createdAt }) => createdAt.getTime() >= top - overlapMs).map(hashOf);
  // Without an overlap, the ids of an older time are not needed any more.
  const earlier = overlapMs === 0 && top > (before.top ?? 0) ? [] : (before.recent ?? []);
  return { top, recent: [...new Set([...within, ...earlier])].slice(0, MAX_RECENT) };
}

/** Returns a short hash of an item's id, for cursors. */
export function hashOf({ nativeId }: Item): string {
  return createHash('sha256').update(nativeId).digest('base64url').slice(0, 6);
}
