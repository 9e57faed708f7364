import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { freePort, temporaryFolder } from '@tributary/kit/testing';
import { eventually, type GatewayProcess, http, startGateway } from '@tributary/test/support';
import pg from 'pg';

/**
 * `npm run test:kills` runs 50 rounds; another `KILL_SEED` kills other processes at other moments.
 */
const ROUNDS = Number(process.env['KILL_ROUNDS'] ?? 2);
const SEED = Number(process.env['KILL_SEED'] ?? 1);
const ROWS = 4_000;
const PROGRAM = fileURLToPath(new URL('../../gateway/bin/tributary.js', import.meta.url));

const VICTIMS = ['gateway', 'command', 'server'] as const;
type Victim = (typeof VICTIMS)[number];

let dataDir: string;
let gateway: GatewayProcess;
let key: string;
/** The gateway's port stays the same across restarts, as under a service manager. */
let port: string;
const env = () => ({ TRIBUTARY_DATA_DIR: dataDir, LOG_LEVEL: 'error', PORT: port });

beforeAll(async () => {
  dataDir = await temporaryFolder('tributary-kills-');
  port = String(await freePort());
  gateway = await startGateway({ env: env() });
  key = JSON.parse(await readFile(join(dataDir, 'demo-keys.json'), 'utf8')).native;
});
afterAll(async () => {
  await gateway?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

/** Park and Miller's pseudorandom numbers from 0 to 1, so that a seed reproduces a run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

async function serverPid(): Promise<number> {
  const text = await readFile(join(dataDir, 'postgres/data/postmaster.pid'), 'utf8');
  return Number(text.split('\n')[0]);
}

function startImport(file: string): ChildProcess {
  const args = [PROGRAM, 'import', 'posts', file, '--workspace', 'demo', '--source', 'hackernews'];
  return spawn(process.execPath, args, { env: { PATH: process.env['PATH'], ...env() }, stdio: 'ignore' });
}

/** Counts the rows of a round, and the distinct ones. */
async function imported(round: number): Promise<{ rows: number; different: number }> {
  const password = await readFile(join(dataDir, 'postgres/password'), 'utf8');
  const pid = await readFile(join(dataDir, 'postgres/data/postmaster.pid'), 'utf8');
  const client = new pg.Client({
    connectionString: `postgres://tributary:${password}@127.0.0.1:${pid.split('\n')[3]}/tributary`,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query(
      'select count(*)::int as rows, count(distinct url)::int as different from posts.community_posts where url like $1',
      [`https://example.org/kills/${round}/%`],
    );
    return rows[0];
  } finally {
    await client.end().catch(() => {});
  }
}

/** Kills one or two of the three; a killed gateway is restarted, as a service manager would. */
async function kill(victims: ReadonlySet<Victim>, command: ChildProcess): Promise<void> {
  if (victims.has('server')) process.kill(await serverPid(), 'SIGKILL');
  if (victims.has('command')) command.kill('SIGKILL');
  if (!victims.has('gateway')) return;
  await gateway.stop('SIGKILL');
  gateway = await startGateway({ env: env() });
}

test(
  `${ROUNDS} rounds of random kills during an import: service is back, nothing is lost or doubled`,
  async () => {
    const next = numbers(SEED);
    let slowest = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const file = join(dataDir, `round-${round}.ndjson`);
      const rows = Array.from({ length: ROWS }, (_, row) =>
        JSON.stringify({
          url: `https://example.org/kills/${round}/${row}`,
          title: `Record ${row}`,
          posted_at: '2026-04-01T00:00:00Z',
        }),
      );
      await writeFile(file, rows.join('\n'));
      const victims = new Set([VICTIMS[Math.floor(next() * 3)]!, VICTIMS[Math.floor(next() * 3)]!]);
      const share = next() * 0.9;
      const command = startImport(file);
      const ended = once(command, 'exit');
      // From before the first row until shortly before the last.
      await eventually(async () => {
        if (command.exitCode === null)
          expect((await imported(round)).rows).toBeGreaterThanOrEqual(ROWS * share);
      });
      await kill(victims, command);

      const killed = performance.now();
      await eventually(async () =>
        expect((await http(gateway.url, '/api-posts?keyword=record', { key })).status).toBe(200),
      );
      slowest = Math.max(slowest, performance.now() - killed);
      // A command that loses the server fails, and is repeated until it succeeds.
      let [code] = await ended;
      for (let tries = 0; code !== 0 && tries < 3; tries += 1) [code] = await once(startImport(file), 'exit');
      expect({ round, victims: [...victims], code }).toMatchObject({ code: 0 });
      expect(await eventually(() => imported(round))).toEqual({ rows: ROWS, different: ROWS });
      await rm(file);
    }
    process.stdout.write(`Service was back after ${(slowest / 1_000).toFixed(1)} s at the latest.\n`);
  },
  60_000 + ROUNDS * 60_000,
);
