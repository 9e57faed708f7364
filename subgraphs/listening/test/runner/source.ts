import type { Batch, Item, Source } from '@tributary/platforms';

/** A public item of a made-up platform. */
export function item(nativeId: string, text: string, changes: Partial<Item> = {}): Item {
  return {
    platform: 'hackernews',
    nativeId,
    url: `https://news.example/item?id=${nativeId}`,
    kind: 'post',
    title: null,
    text,
    language: null,
    author: {
      nativeId: `author of ${nativeId}`,
      handle: 'somebody',
      displayName: null,
      url: null,
      avatarUrl: null,
      followers: null,
      verified: null,
    },
    createdAt: new Date('2026-11-01T12:00:00Z'),
    parentId: null,
    rootId: null,
    community: null,
    metrics: { likes: 3, comments: null, shares: null, views: null },
    media: [],
    links: [],
    tags: [],
    ...changes,
  };
}

/** A log of a platform: each entry is a batch, and the cursor is the number of entries read. */
export interface PlatformLog {
  readonly entries: Pick<Batch, 'items' | 'deletions'>[];
  /** Thrown by the next readings, first first. */
  readonly failures: Error[];
  /** Cursors of all readings. */
  readonly readings: (string | null)[];
  readonly source: Source;
}

/** Creates a platform whose tail is polled. */
export function platformLog(): PlatformLog {
  const log: Omit<PlatformLog, 'source'> = { entries: [], failures: [], readings: [] };
  return {
    ...log,
    source: {
      tail: {
        intervalMs: 1,
        async poll(cursor) {
          log.readings.push(cursor);
          const failure = log.failures.shift();
          if (failure) throw failure;
          const at = Number(cursor ?? 0);
          const entry = log.entries[at];
          const next = entry ? at + 1 : at;
          return {
            items: entry?.items ?? [],
            deletions: entry?.deletions ?? [],
            cursor: String(next),
            more: next < log.entries.length,
          };
        },
      },
    },
  };
}
