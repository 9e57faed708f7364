import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '../core/log.ts';
import type { Principal } from '../core/principal.ts';
import { type Config, readConfig } from '../core/settings.ts';
import { type Database, openDatabase } from '../postgres/connection/connect.ts';
import { openSecrets, type Secrets } from '../postgres/secrets/secrets.ts';
import type { OpenServices } from '../subgraph/open-subgraph.ts';
import { recordEvidence, recordSecretsOf } from './evidence.ts';
import { onServer, withDatabase } from './servers.ts';
import { distributeClone, dropOnWorkers, testCluster } from './test-cluster.ts';

// Parts of the kit that only tests import.
export { httpGraphPort } from '../core/graph-port.ts';
export { startSubgraph } from '../host/serve.ts';
export { jobQueue } from '../subgraph/jobs.ts';
export { MOST_COUNTED } from '../subgraph/pages.ts';
export { eventually } from './eventually.ts';
export { EVIDENCE, recordEvidence, recordSecret, recordSecretsOf } from './evidence.ts';
export { freePort } from './free-port.ts';
export { type RecordedEvent, recordedEvents } from './recorded-events.ts';
export { onServer, withDatabase } from './servers.ts';
export { TEST_CLUSTER, type TestCluster, testCluster } from './test-cluster.ts';
export { nextThreadResult } from './threads.ts';

/**
 * Environment variables through which Jest's global set-up passes the server and the template
 * database to the tests.
 */
export const TEST_SERVER = 'TRIBUTARY_TEST_SERVER';
export const TEST_TEMPLATE = 'TRIBUTARY_TEST_TEMPLATE';

/** A logger without output, whose lines are searched for secrets after the run. */
export const silentLog = createLogger('debug', { write: (line: string) => recordEvidence('log', line) });

/** A separate database for one test file. */
export interface TestDatabase {
  readonly url: string;
  readonly config: Config;
  readonly database: Database;
  stop(): Promise<void>;
}

/**
 * Clones the prepared template, which has every schema migrated and no rows; on a cluster, its
 * tables are distributed. `settings` are
 * environment variables that override the test defaults (a free port, no log).
 */
export async function openTestDatabase(settings: Record<string, string> = {}): Promise<TestDatabase> {
  const server = process.env[TEST_SERVER];
  const template = process.env[TEST_TEMPLATE];
  if (!server || !template) throw new Error('Run tests by `npm test`: there is no test server.');
  const name = `tributary_test_${randomBytes(6).toString('hex')}`;
  await onServer(server, `create database ${name} template ${template}`);
  const url = withDatabase(server, name);
  const cluster = testCluster();
  if (cluster) await distributeClone(cluster, url);
  const config = testConfig({ DATABASE_URL: url, ...settings });
  const database = await openDatabase(config, silentLog);
  return {
    url,
    config,
    database,
    async stop() {
      await database.stop();
      await onServer(server, `drop database if exists ${name} with (force)`);
      if (cluster) await dropOnWorkers(cluster, name);
    },
  };
}

/**
 * Creates a temporary folder for a data directory. Other users may enter it: if root starts the
 * embedded server, it runs as another user, and would put its data outside a folder that only root
 * can enter, where no test removes it.
 */
export async function temporaryFolder(prefix: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), prefix));
  await chmod(folder, 0o755);
  return folder;
}

/** The result of `trackedBrands` for a workspace without intelligence queries. */
const NO_BRANDS = { intelligenceQueries: { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } } };

/**
 * Returns the services for opening a subgraph in isolation: without a graph, on the system's clock.
 */
export function openServices({ database, config }: TestDatabase): OpenServices {
  const graph = {
    async ask<Data>(_: unknown, document: string): Promise<Data> {
      if (document.includes('query TrackedBrands')) return NO_BRANDS as Data;
      throw new Error('This test has no graph.');
    },
  };
  const { pool, lockPool } = database;
  return { pool, lockPool, log: silentLog, config, graph, clock: Date.now };
}

/** Encrypts the secrets of tests, so that no key file is left behind. */
export const TEST_SECRETS_KEY = Buffer.alloc(32, 7).toString('base64');

/**
 * Returns the configuration of a test: independent of the machine's environment, with a free port,
 * no log, no load shedding and no listening.
 */
export function testConfig(settings: Record<string, string>): Config {
  const all = {
    PORT: '0',
    LOG_LEVEL: 'silent',
    SECRETS_KEY: TEST_SECRETS_KEY,
    SHED_EVENT_LOOP_DELAY_MS: '0',
    // No test reads the real platforms.
    TRIBUTARY_LISTENING: 'off',
    // Allows running any test on the other engine.
    GRAPH_ENGINE: process.env['GRAPH_ENGINE'] ?? '',
    ...settings,
  };
  recordSecretsOf(all);
  return readConfig(all);
}

/** Returns a principal with every right in a workspace. */
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

/** Encrypts with a key that all processes of a test share. */
export const testSecrets: Secrets = openSecrets({
  SECRETS_KEY: TEST_SECRETS_KEY,
  SECRETS_KEY_PREVIOUS: '',
  TRIBUTARY_DATA_DIR: '.',
});
