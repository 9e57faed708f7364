import { EventEmitter, once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { DAY } from '../core/durations.ts';
import type { Logger } from '../core/log.ts';
import { pause, repeat } from '../jobs/index.ts';
import { type Database, kyselyFor } from '../postgres/connection/connect.ts';
import { receiveNotifications } from '../postgres/connection/notifications.ts';
import type { BoundJob } from '../subgraph/jobs.ts';
import { deleteOldestEvents } from './data/events.ts';
import { CHANNEL, numberEvents } from './data/number-events.ts';
import { type EventTables, tables } from './data/tables.ts';
import { createFeed } from './event-feed.ts';
import { createReader, type EventReader } from './event-reader.ts';

/** The event log of a process. */
export interface EventLog {
  readonly reader: EventReader;
  /** Numbers events, wakes the readers, and deletes events after {@link RETENTION}. */
  readonly jobs: readonly BoundJob[];
}

/** How long events are kept, in milliseconds. */
const RETENTION = 30 * DAY;
/** Events numbered or deleted in one transaction. */
const BATCH = 1_000;
/** Pause before the next look for events without a number, in milliseconds. */
const NUMBERING_INTERVAL = 200;
/**
 * Interval of looking for new events without a notification, in milliseconds. Notifications are
 * only a shortcut: a pooler in front of PostgreSQL may lose them.
 */
const POLL = 1_000;
/** Timeout of the heartbeats of notifications, in milliseconds. */
const QUERY_TIMEOUT = 4_000;

interface EventLogOptions {
  readonly database: Database;
  readonly log: Logger;
  readonly clock: () => number;
}

/** Opens the event log; its jobs belong to every gateway process. */
export function openEventLog({ database, log, clock }: EventLogOptions): EventLog {
  const db = kyselyFor<EventTables>(database.pool, 'events', tables.tenant);
  const feed = createFeed(db);
  const bell = createBell();
  const connections = database.openPool({ max: 1, queryTimeout: QUERY_TIMEOUT, direct: true });
  const keep = (work: () => Promise<void>, signal: AbortSignal) =>
    repeat(work, { signal, log, failure: 'the event log could not be read' });
  return {
    reader: createReader(db, feed),
    jobs: [
      {
        name: 'events.number',
        always: true,
        run: ({ signal }) =>
          keep(async () => {
            const numbered = await numberEvents(db, BATCH);
            if (numbered > 0) bell.ring();
            if (numbered < BATCH) await pause(NUMBERING_INTERVAL, signal);
          }, signal),
      },
      {
        name: 'events.feed',
        always: true,
        async run({ signal }) {
          const receiving = { connections, channel: CHANNEL, receive: bell.ring, signal };
          const listening = keep(() => receiveNotifications(receiving), signal);
          const looking = keep(async () => {
            await bell.wait(POLL, signal);
            await feed.look();
          }, signal);
          await Promise.all([listening, looking]);
        },
      },
      {
        name: 'events.sweep',
        schedule: '37 * * * *',
        async run({ signal }) {
          const before = new Date(clock() - RETENTION);
          while (!signal.aborted && (await deleteOldestEvents(db, before, BATCH)));
        },
      },
    ],
  };
}

interface Bell {
  ring(): void;
  /** Resolves after the next ring, or one since the last call, or after some milliseconds. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
}

function createBell(): Bell {
  const emitter = new EventEmitter();
  let hasRung = false;
  return {
    ring() {
      hasRung = true;
      emitter.emit('ring');
    },
    async wait(milliseconds, signal) {
      if (!hasRung) {
        const ending = new AbortController();
        const until = AbortSignal.any([signal, ending.signal]);
        await Promise.race([
          once(emitter, 'ring', { signal: until }),
          wait(milliseconds, undefined, { signal: until }),
        ]).catch(() => {});
        ending.abort();
      }
      hasRung = false;
    },
  };
}
