import { setTimeout as wait } from 'node:timers/promises';
import { eventually } from '@tributary/kit/testing';
import { type EventStream, openEventStream } from './event-stream.ts';
import { startReceiver } from './webhook-receiver.ts';

const SUBJECTS = 3;

/** Runs a statement on the database, wherever it is now; rejects if it is down. */
type Query = (statement: string, values?: unknown[]) => Promise<Record<string, unknown>[]>;

interface WitnessOptions {
  readonly workspaceId: string;
  readonly key: string;
  readonly query: Query;
  /** Returns the addresses of the gateways, some of which may be down. */
  readonly gateways: () => readonly string[];
}

/** Records events, and watches how a webhook and a stream receive them while processes die. */
export interface EventWitness {
  /** Address of the webhook. */
  readonly webhookUrl: string;
  /** Records an event once the earlier ones of its subject are recorded. */
  record(): void;
  /** Returns the log, and what has arrived, which should equal it. */
  compare(): Promise<{ readonly log: Seen; readonly arrived: Seen }>;
  stop(): Promise<void>;
}

/** Sequence numbers of events. */
interface Seen {
  /** How many different events were recorded. */
  readonly recorded: number;
  /** Those of the stream, in the order of arrival, repetitions included. */
  readonly stream: readonly number[];
  /** Those of the webhook, by subject, in the order of first arrival. */
  readonly webhook: Readonly<Record<string, readonly number[]>>;
}

/** Starts a receiver, and a reader of the stream that reconnects to any gateway. */
export async function openEventWitness(options: WitnessOptions): Promise<EventWitness> {
  const receiver = await startReceiver();
  const reader = follow(options);
  const recording = Array.from({ length: SUBJECTS }, () => Promise.resolve());
  let recorded = 0;
  return {
    webhookUrl: receiver.url,
    record() {
      const event = recorded++;
      const subject = event % SUBJECTS;
      recording[subject] = recording[subject]!.then(() => insert(options, `subject ${subject}`, event));
    },
    async compare() {
      await Promise.all(recording);
      const rows = await options.query(
        `select sequence::int, subject, payload->>'message' as event from events.events
         where type = 'account.expired' order by sequence`,
      );
      const webhook = receiver.received.map(
        ({ message }) => message as { sequence: number; subject: string },
      );
      return {
        log: {
          recorded: new Set(rows.map(({ event }) => event)).size,
          stream: rows.map(({ sequence }) => sequence as number),
          webhook: bySubject(rows as { sequence: number; subject: string }[]),
        },
        arrived: { recorded, stream: reader.sequences(), webhook: bySubject(webhook) },
      };
    },
    async stop() {
      await reader.stop();
      await receiver.stop();
    },
  };
}

/** Inserts an event, again and again until it is committed: a lost response may mean either. */
async function insert({ workspaceId, query }: WitnessOptions, subject: string, event: number): Promise<void> {
  const payload = { accountId: subject, message: String(event) };
  await eventually(() =>
    query(
      `insert into events.recorded (workspace_id, type, subject, payload, at)
         values ($1, 'account.expired', $2, $3, now())`,
      [workspaceId, subject, payload],
    ),
  );
}

/** Reads the stream of one gateway after another, each from the last event of the one before. */
function follow({ key, gateways }: WitnessOptions) {
  const before: number[] = [];
  let stream: EventStream | null = null;
  let stopped = false;
  const read = async () => {
    for (let turn = 0; !stopped; turn++) {
      const urls = gateways();
      const headers = { 'last-event-id': String(before.at(-1) ?? 0) };
      const query = '?types=account.expired';
      stream = await openEventStream(urls[turn % urls.length]!, key, { query, headers }).catch(() => null);
      if (stopped) stream?.close();
      await stream?.closed;
      before.push(...sequencesOf(stream));
      stream = null;
      await wait(100);
    }
  };
  const reading = read();
  return {
    sequences: () => [...before, ...sequencesOf(stream)],
    async stop() {
      stopped = true;
      stream?.close();
      await reading;
    },
  };
}

function sequencesOf(stream: EventStream | null): number[] {
  return (stream?.frames ?? []).flatMap(({ id }) => (id === undefined ? [] : [Number(id)]));
}

function bySubject(events: readonly { readonly sequence: number; readonly subject: string }[]) {
  return Object.fromEntries(
    [...Map.groupBy(events, ({ subject }) => subject)]
      .toSorted()
      .map(([subject, own]) => [subject, [...new Set(own.map(({ sequence }) => sequence))]]),
  );
}
