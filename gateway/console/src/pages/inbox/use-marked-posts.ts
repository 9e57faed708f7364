import { useState } from 'react';
import type { InboxRow } from './inbox-operations.ts';

/** The rows that a change of several posts will affect. */
export interface MarkedPosts {
  readonly rows: readonly InboxRow[];
  has(id: string): boolean;
  toggle(id: string): void;
  clear(): void;
}

/** Keeps which rows are marked; a row that leaves the list is no longer marked. */
export function useMarkedPosts(listed: readonly InboxRow[]): MarkedPosts {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  return {
    // Tens of thousands of rows may be listed, and usually none is marked.
    rows: ids.size > 0 ? listed.filter(({ id }) => ids.has(id)) : [],
    has: (id) => ids.has(id),
    toggle: (id) =>
      setIds(
        (before) => new Set(before.has(id) ? [...before].filter((each) => each !== id) : [...before, id]),
      ),
    clear: () => setIds(new Set()),
  };
}
