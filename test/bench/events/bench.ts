import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { cpuOf, MEASURED, memoryOf, type Server } from '../harness/children.ts';
import { type BenchWorkspace, openBenchDatabase } from '../harness/database.ts';
import type { Options } from '../harness/options.ts';
import { startProduct } from '../harness/product.ts';
import { say, type Table } from '../harness/report.ts';
import { openIdleSockets } from './idle-sockets.ts';
import { openIdleStreams } from './idle-streams.ts';
import { openRecorder, type Recorder } from './recorder.ts';
import { openReceiver, type Receiver } from './webhook-receiver.ts';

const STREAMS = 1_000;
const SOCKETS = 200;
/** Events per second while webhooks are measured: a busy workspace. */
const RATE = 20;
/** How long the last messages may take, in milliseconds. */
const PATIENCE = 30_000;
/** Seconds until idle memory and CPU are stable. */
const SETTLING = 20;

const SETTINGS = {
  WEBHOOKS_ALLOW_PRIVATE_ADDRESSES: 'true',
  // The subscription of a WebSocket counts as a stream.
  STREAMS_MAX: String(STREAMS + SOCKETS),
  STREAMS_MAX_PER_KEY: String(STREAMS + SOCKETS),
  // A stream is also a request that has not ended.
  KEY_MAX_CONCURRENT: String(STREAMS + SOCKETS + 1),
};

/** Measures webhooks from the commit of their events, and what idle clients cost. */
export async function bench({ seconds }: Options): Promise<Table[]> {
  const database = await openBenchDatabase();
  const receiver = await openReceiver();
  try {
    const [workspace] = await database.addWorkspaces(1, { posts: 1, keys: 1 });
    const server = await startProduct(database.url, MEASURED, SETTINGS);
    const recorder = await openRecorder(database.url, workspace!.id);
    try {
      const webhooks = await measureWebhooks({ server, workspace: workspace!, recorder, receiver }, seconds);
      return [webhooks, await measureIdle(server, workspace!, seconds)];
    } finally {
      await recorder.stop();
      await server.stop();
    }
  } finally {
    await receiver.stop();
    await database.stop();
  }
}

interface WebhookWorld {
  readonly server: Server;
  readonly workspace: BenchWorkspace;
  readonly recorder: Recorder;
  readonly receiver: Receiver;
}

async function measureWebhooks(world: WebhookWorld, seconds: number): Promise<Table> {
  const { server, workspace, recorder, receiver } = world;
  await createWebhook(server, workspace, receiver.url);
  const committed = new Map<string, number>();
  for (let sent = 0; sent < seconds * RATE; sent++) {
    const subject = randomUUID();
    await recorder.record(subject);
    committed.set(subject, performance.now());
    await wait(1_000 / RATE);
  }
  for (let waited = 0; receiver.arrivals.size < committed.size; waited += 100) {
    if (waited > PATIENCE)
      throw new Error(`${committed.size - receiver.arrivals.size} events have not arrived.`);
    await wait(100);
  }
  const delays = [...committed]
    .map(([subject, time]) => receiver.arrivals.get(subject)! - time)
    .sort((one, other) => one - other);
  const percentile = (share: number) => delays[Math.ceil(share * delays.length) - 1]!;
  const shown = [percentile(0.5), percentile(0.95), percentile(0.99), delays.at(-1)!];
  return {
    title: `events: webhooks, ${RATE} events a second`,
    columns: ['', 'p50 ms', 'p95 ms', 'p99 ms', 'most ms'],
    rows: [[`${committed.size} events`, ...shown.map((delay) => delay.toFixed(0))]],
    notes: ['From the commit of an event until its request has reached the receiver.'],
    data: { delays },
  };
}

async function createWebhook(server: Server, { keys }: BenchWorkspace, url: string): Promise<void> {
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': keys[0]! },
    body: JSON.stringify({
      query: `mutation ($url: URL!) { createWebhook(input: { url: $url }) {
        __typename ... on Failure { message } } }`,
      variables: { url },
    }),
  });
  const { data } = (await response.json()) as { data?: { createWebhook: { __typename: string } } };
  if (data?.createWebhook.__typename !== 'WebhookCreated')
    throw new Error(`No webhook was created: ${JSON.stringify(data)}`);
}

/** Usage of the gateway over some seconds. */
async function usageOf({ pid }: Server, seconds: number) {
  const before = cpuOf(pid);
  await wait(seconds * 1_000);
  const after = cpuOf(pid);
  const busy = before === null || after === null ? null : (after - before) / seconds / 10;
  return { busy, memory: memoryOf(pid) };
}

async function measureIdle(server: Server, { keys }: BenchWorkspace, seconds: number): Promise<Table> {
  await wait(SETTLING * 1_000);
  const idle = await usageOf(server, seconds);
  say(`Opening ${STREAMS} streams and ${SOCKETS} WebSockets …`);
  const streams = await openIdleStreams(`${server.url}/v1/stream`, keys[0]!, STREAMS);
  const sockets = await openIdleSockets(`${server.url.replace('http', 'ws')}/graphql`, keys[0]!, SOCKETS);
  await wait(SETTLING * 1_000);
  const open = await usageOf(server, seconds);
  streams.close();
  sockets.close();
  const row = (name: string, { busy, memory }: typeof idle) => [
    name,
    memory?.toFixed(0) ?? '',
    busy?.toFixed(1) ?? '',
  ];
  return {
    title: 'events: idle clients of one process',
    columns: ['', 'memory MB', '% of a core'],
    rows: [row('no client', idle), row(`${STREAMS} event streams, ${SOCKETS} WebSockets`, open)],
    notes: ['The difference between the rows is what the clients cost.'],
    data: { idle, open },
  };
}
