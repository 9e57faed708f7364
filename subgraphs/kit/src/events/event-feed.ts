import type { Kysely } from 'kysely';
import { findLastSequence, listChangedWorkspaces } from './data/events.ts';
import type { EventTables } from './data/tables.ts';

/** Wakes the readers of the event log in this process. */
export interface EventFeed {
  /** Subscribes to a workspace; null for all workspaces. Subscribe before the first read. */
  subscribe(workspaceId: string | null): Subscription;
}

/** One reader of the event log. */
export interface Subscription {
  /**
   * Resolves when there may be events that the reader has not seen, or when `signal` is aborted.
   * Read until nothing is left before each call.
   */
  changed(signal: AbortSignal): Promise<void>;
  end(): void;
}

/**
 * Creates the feed. `look` compares the log with what it has seen, in one statement for all
 * readers, so that an event of one workspace costs the readers of others nothing.
 */
export function createFeed(db: Kysely<EventTables>): EventFeed & { look(): Promise<void> } {
  const readers = new Map<string | null, Set<Reader>>();
  /** The last sequence number that readers were woken for; null without readers. */
  let seen: number | null = null;
  const wake = (workspaceId: string | null) => {
    for (const reader of readers.get(workspaceId) ?? []) reader.wake();
  };
  return {
    subscribe(workspaceId) {
      const reader = new Reader();
      const group = readers.get(workspaceId) ?? new Set();
      readers.set(workspaceId, group.add(reader));
      return {
        changed: (signal) => reader.changed(signal),
        end() {
          group.delete(reader);
          if (group.size === 0) readers.delete(workspaceId);
        },
      };
    },
    async look() {
      if (readers.size === 0) {
        seen = null;
        return;
      }
      if (seen === null) {
        seen = await findLastSequence(db);
        for (const workspaceId of readers.keys()) wake(workspaceId);
        return;
      }
      const changed = await listChangedWorkspaces(db, seen);
      for (const { workspaceId, sequence } of changed) {
        seen = Math.max(seen, sequence);
        wake(workspaceId);
      }
      if (changed.length > 0) wake(null);
    },
  };
}

/** Remembers a wake-up until the reader asks for it. */
class Reader {
  #isBehind = false;
  #resolve: (() => void) | null = null;

  wake(): void {
    this.#isBehind = true;
    this.#resolve?.();
  }

  async changed(signal: AbortSignal): Promise<void> {
    if (!this.#isBehind && !signal.aborted) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const abort = () => resolve();
      this.#resolve = resolve;
      signal.addEventListener('abort', abort);
      await promise;
      signal.removeEventListener('abort', abort);
      this.#resolve = null;
    }
    this.#isBehind = false;
  }
}
