import type { Logger } from '@tributary/kit';
import type { BoundJob } from '@tributary/kit/host';
import { repeat } from '@tributary/kit/jobs';
import { receiveNotifications } from '@tributary/kit/postgres';
import type { Pool } from 'pg';

/** The channel of the triggers on the tables of credentials; see the migration that adds them. */
const CHANNEL = 'tributary_credentials';
/**
 * How long after its heartbeat a connection counts as alive, in milliseconds, and so the longest
 * delay of a change while the connection is dead and nobody has noticed.
 */
const ALIVE = 2_000;

/** What this process knows of changes of credentials by other processes. */
export interface AnnouncedChanges {
  /**
   * Returns whether every change since a time of `performance.now()` has been received; false
   * without a connection, behind a pooler, and if the connection began later.
   */
  completeSince(time: number): boolean;
  /** Receives the changes, in every gateway process. */
  readonly job: BoundJob;
}

/**
 * Follows changes of credentials in the whole database, on one of these connections. Those that
 * arrive together are passed on together.
 */
export function followChanges(
  connections: Pool,
  log: Logger,
  forget: (workspaceIds: ReadonlySet<string>) => void,
): AnnouncedChanges {
  let changed = new Set<string>();
  const receive = (workspaceId: string) => {
    if (changed.size === 0)
      queueMicrotask(() => {
        forget(changed);
        changed = new Set();
      });
    changed.add(workspaceId);
  };
  let since = Number.POSITIVE_INFINITY;
  let aliveUntil = Number.NEGATIVE_INFINITY;
  const follow = async (signal: AbortSignal) => {
    try {
      await receiveNotifications({
        connections,
        channel: CHANNEL,
        signal,
        receive,
        heard(sentAt) {
          since = Math.min(since, sentAt);
          aliveUntil = sentAt + ALIVE;
        },
      });
    } finally {
      since = Number.POSITIVE_INFINITY;
    }
  };
  return {
    completeSince: (time) => time >= since && performance.now() < aliveUntil,
    job: {
      name: 'access.follow-changes',
      always: true,
      run: ({ signal }) =>
        repeat(() => follow(signal), { signal, log, failure: 'changes of credentials are not received' }),
    },
  };
}
