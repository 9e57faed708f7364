import { text } from 'node:stream/consumers';
import { openAccess } from '@tributary/gateway/access';
import { openDatabase } from '@tributary/kit/postgres';
import { silentLog, testConfig, testSecrets } from '@tributary/kit/testing';
import { REST, type Server, startNode } from '../harness/children.ts';
import { openBenchDatabase } from '../harness/database.ts';
import type { LoadRequest } from '../harness/load.ts';
import { mix } from '../harness/mix.ts';
import { BENCH, type Options } from '../harness/options.ts';
import { keyed, startProduct } from '../harness/product.ts';
import { say, type Table } from '../harness/report.ts';
import { median } from '../harness/rounds.ts';
import { attemptLogIns, type Statuses } from './log-ins.ts';
import { readWork, type Work, workBetween } from './statements.ts';

const SIZE = { posts: 20_000, keys: 10 };
/** Requests a second of the flood, and of the other workspace. */
const FLOOD = 2_000;
const FLOOD_CONNECTIONS = 50;
/** With 30 seconds a phase, the 99th percentile is the 18th slowest of 1,800 reads. */
const READS = 60;
const READ_CONNECTIONS = 5;
const LOG_INS = 300;
/** Seconds before each measurement, in which the attack and the reads have already begun. */
const LEAD = 5;
const WARM_UP = 20;
const REDIRECT = 'http://127.0.0.1:9/callback';
const READ: LoadRequest = { path: '/api-posts?keyword=open+source&limit=10', method: 'GET', headers: {} };

type Reading = { readonly answered: number; readonly p50: number; readonly p99: number };

/** The measurements of one phase of a round. */
interface Phase {
  readonly name: string;
  readonly reading: Reading;
  readonly work: Work;
  readonly statuses: Statuses;
}

interface World {
  readonly server: Server;
  readonly databaseUrl: string;
  readonly keys: readonly string[];
  readonly client: { readonly id: string; readonly redirectUri: string };
}

/**
 * Floods one product with unknown keys and with log-ins while another workspace reads its posts.
 */
export async function bench({ rounds, seconds }: Options): Promise<Table[]> {
  say(`Making ${SIZE.posts} posts …`);
  const database = await openBenchDatabase();
  try {
    const [workspace] = await database.addWorkspaces(1, SIZE);
    const client = await createClient(database.url, workspace!.id);
    // Any core: passwords are hashed in a thread, which on a single core would slow down every
    // request.
    const server = await startProduct(database.url, null);
    try {
      const world = { server, databaseUrl: database.url, keys: workspace!.keys, client };
      await read(world, WARM_UP);
      const phases: Phase[] = [];
      for (let round = 1; round <= rounds; round++) phases.push(...(await runRound(world, seconds)));
      return [tableOf(phases, seconds)];
    } finally {
      await server.stop();
    }
  } finally {
    await database.stop();
  }
}

async function runRound(world: World, seconds: number): Promise<Phase[]> {
  const attacks: Record<string, () => Promise<Statuses>> = {
    quiet: async () => ({}),
    'unknown keys': () => sendUnknownKeys(world.server, LEAD + seconds),
    'log-ins': () => attemptLogIns(world.server, world.client, LOG_INS, LEAD + seconds),
  };
  const phases: Phase[] = [];
  for (const [name, attack] of Object.entries(attacks)) {
    const before = await readWork(world.databaseUrl);
    const [reading, statuses] = await Promise.all([read(world, seconds), attack()]);
    const work = workBetween(before, await readWork(world.databaseUrl));
    phases.push({ name, reading, work, statuses });
    say(`  ${name}: p99 ${reading.p99.toFixed(1)} ms, ${JSON.stringify(statuses)}, ${JSON.stringify(work)}`);
  }
  return phases;
}

/** Reads posts at a constant rate. A single failure fails the run. */
async function read({ server, keys }: World, seconds: number): Promise<Reading> {
  const requests = [keyed(READ, keys)];
  const options = { url: server.url, requests, connections: READ_CONNECTIONS, lead: LEAD, seconds };
  for await (const { failed, failure, ...reading } of mix({ ...options, window: seconds, rate: READS })) {
    if (failed > 0) throw new Error(`${failed} reads failed: ${failure}`);
    return reading;
  }
  throw new Error('Nothing was read.');
}

async function sendUnknownKeys(server: Server, seconds: number): Promise<Statuses> {
  const options = { url: server.url, seconds, rate: FLOOD, connections: FLOOD_CONNECTIONS };
  const child = startNode([`${BENCH}/flood/unknown-keys.mjs`, JSON.stringify(options)], REST);
  const [out, errors] = await Promise.all([text(child.stdout!), text(child.stderr!)]);
  if (out === '') throw new Error(`The flood has failed: ${errors.slice(-500)}`);
  return (JSON.parse(out) as { statuses: Statuses }).statuses;
}

async function createClient(url: string, workspaceId: string) {
  const database = await openDatabase(testConfig({ DATABASE_URL: url }), silentLog);
  const access = openAccess({ pool: database.pool, log: silentLog, secrets: testSecrets, clock: Date.now });
  const options = { name: 'Bench', redirectUris: [REDIRECT], public: false, scopes: null };
  const { clientId } = await access.oauthAdmin.createClient(workspaceId, options);
  await access.authenticator.stop();
  await database.stop();
  return { id: clientId, redirectUri: REDIRECT };
}

function tableOf(phases: readonly Phase[], seconds: number): Table {
  const quiet = median(phases.filter(({ name }) => name === 'quiet').map(({ reading }) => reading.p99));
  const idle = phases.find(({ name }) => name === 'quiet')!.work;
  return {
    title: `flood: ${seconds} s a phase`,
    columns: [
      'phase',
      'answers',
      'key look-ups',
      'transactions above quiet',
      'rows written',
      'p50 ms',
      'p99 ms',
      'p99 ratio',
    ],
    rows: [...new Set(phases.map(({ name }) => name))].map((name) => {
      const all = phases.filter((phase) => phase.name === name);
      const p99 = median(all.map(({ reading }) => reading.p99));
      const work = all.at(-1)!.work;
      return [
        name,
        Object.entries(all.at(-1)!.statuses)
          .map(([status, count]) => `${count} × ${status}`)
          .join(', '),
        String(work.keyLookups - idle.keyLookups),
        String(work.transactions - idle.transactions),
        String(work.rowsWritten - idle.rowsWritten),
        median(all.map(({ reading }) => reading.p50)).toFixed(1),
        p99.toFixed(1),
        (p99 / quiet).toFixed(2),
      ];
    }),
    notes: [
      `${FLOOD} requests a second with unknown keys, or ${LOG_INS} log-ins at a constant rate, from one address; beside ` +
        `them ${READS} a second of another workspace's GET /api-posts. Work is the last round's, latency the median.`,
    ],
    data: { phases },
  };
}
