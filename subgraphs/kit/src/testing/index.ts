import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createLogger } from '../core/log.ts';
import type { Principal } from '../core/principal.ts';
import { type Config, readConfig } from '../core/settings.ts';
import { type Database, openDatabase } from '../postgres/connection/connect.ts';
import { openSecrets, type Secrets } from '../postgres/secrets/secrets.ts';
import type { OpenServices } from '../subgraph/define.ts';
import { keepEvidence, keepSecretsOf } from './evidence.ts';

// Parts of the kit that only tests import.
export { httpGraphPort } from '../core/graph-port.ts';
export { startSubgraph } from '../host/serve.ts';
export { MOST_COUNTED } from '../subgraph/pages.ts';
export { EVIDENCE, keepEvidence, keepSecret, keepSecretsOf } from './evidence.ts';

/**
 * Environment variables by which Jest's global set-up tells the tests where their server and
 * template are.
 */
export const TEST_SERVER = 'TRIBUTARY_TEST_SERVER';
export const TEST_TEMPLATE = 'TRIBUTARY_TEST_TEMPLATE';

/** A log that nobody sees, but in which secrets are looked for after the run. */
export const silentLog = createLogger('debug', { write: (line: string) => keepEvidence('log', line) });

/** A database of its own for one test file. */
export interface TestDatabase {
  readonly url: string;
  readonly config: Config;
  readonly database: Database;
  stop(): Promise<void>;
}

/**
 * Clones the prepared template: every schema is migrated and no row is in it. `settings` are
 * environment variables over the defaults of a test (a free port, no log).
 */
export async function openTestDatabase(settings: Record<string, string> = {}): Promise<TestDatabase> {
  const server = process.env[TEST_SERVER];
  const template = process.env[TEST_TEMPLATE];
  if (!server || !template) throw new Error('Run tests by `npm test`: there is no test server.');
  const name = `tributary_test_${randomBytes(6).toString('hex')}`;
  await onServer(server, `create database ${name} template ${template}`);
  const url = withDatabase(server, name);
  const config = testConfig({ DATABASE_URL: url, ...settings });
  const database = await openDatabase(config, silentLog);
  return {
    url,
    config,
    database,
    async stop() {
      await database.stop();
      await onServer(server, `drop database if exists ${name} with (force)`);
    },
  };
}

/**
 * A temporary folder for a data directory. Others may enter it: started by root, the embedded
 * server runs as another user, and would put its data outside a folder that only root can enter,
 * where nobody removes it after a test.
 */
export async function temporaryFolder(prefix: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), prefix));
  await chmod(folder, 0o755);
  return folder;
}

/** What a subgraph is opened with when a test works on it alone; there is no graph to ask. */
export function openServices({ database, config }: TestDatabase): OpenServices {
  const graph = {
    ask: async () => {
      throw new Error('This test has no graph.');
    },
  };
  return { pool: database.pool, lockPool: database.lockPool, log: silentLog, config, graph };
}

/** Encrypts the secrets of tests, which so leave no key behind. */
export const TEST_SECRETS_KEY = Buffer.alloc(32, 7).toString('base64');

/**
 * The configuration of a test: nothing of the machine's environment, a free port, no log, and no
 * load is too much.
 */
export function testConfig(settings: Record<string, string>): Config {
  const all = {
    PORT: '0',
    LOG_LEVEL: 'silent',
    SECRETS_KEY: TEST_SECRETS_KEY,
    SHED_EVENT_LOOP_DELAY_MS: '0',
    // Runs any test on the other engine.
    GRAPH_ENGINE: process.env['GRAPH_ENGINE'] ?? '',
    ...settings,
  };
  keepSecretsOf(all);
  return readConfig(all);
}

/** Runs one statement on the server, outside any test's database. */
export async function onServer(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    // Two clones of one template at a time fail: they wait for each other here.
    await client.query("select pg_advisory_lock(hashtext('tributary test'))");
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** The address of another database on the same server. */
export function withDatabase(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

/** Someone who may do everything in a workspace. */
export function testPrincipal(workspaceId: string, changes: Partial<Principal> = {}): Principal {
  return {
    workspaceId,
    userId: null,
    keyId: '00000000-0000-4000-8000-000000000001',
    keyPrefix: 'tk_live_test',
    products: ['community-tracker', 'creator-tracking', 'social-crm', 'xtracker', 'buzzabout'],
    scopes: ['community:read', 'community:write'],
    plans: { 'community-tracker': 'pro' },
    policies: ['community-tracker:api'],
    ...changes,
  };
}

/** Seals with a key that is the same in every process of a test. */
export const testSecrets: Secrets = openSecrets({
  SECRETS_KEY: TEST_SECRETS_KEY,
  SECRETS_KEY_PREVIOUS: '',
  TRIBUTARY_DATA_DIR: '.',
});
