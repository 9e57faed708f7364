import type { Pool, PoolClient } from 'pg';
import { pause } from '../../jobs/repeat.ts';

/** How to receive the notifications of a channel. */
export interface NotificationOptions {
  /** Direct connections, of which one is used. */
  readonly connections: Pool;
  readonly channel: string;
  readonly signal: AbortSignal;
  receive(payload: string): void;
  /**
   * Called after each heartbeat with the time of `performance.now()` at which it was sent: until
   * then, no notification was lost. Not called behind a pooler, which may lose notifications while
   * it answers queries.
   */
  heard?(sentAt: number): void;
}

/** Interval of heartbeats, in milliseconds. */
const HEARTBEAT = 1_000;

/**
 * Receives notifications until the signal aborts; throws when the connection is lost. Heartbeats
 * discover a server that vanished without closing the connection, provided that queries of the
 * pool time out.
 */
export async function receiveNotifications(options: NotificationOptions): Promise<void> {
  const { connections, channel, signal, receive, heard } = options;
  const client = await connections.connect();
  try {
    client.on('notification', ({ payload = '' }) => receive(payload));
    await client.query(`listen ${channel}`);
    while (!signal.aborted) {
      const sentAt = performance.now();
      const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
      if (rows[0]!.pid === processOf(client)) heard?.(sentAt);
      await pause(HEARTBEAT, signal);
    }
  } finally {
    client.release(true);
  }
}

/**
 * Returns the server process that the client was told of at login; behind a pooler, it is not the
 * server's.
 */
export function processOf(client: PoolClient): number | null {
  return (client as unknown as { processID: number | null }).processID;
}
