import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApp } from '@tributary/gateway';
import { openEmbeddedPostgres } from '@tributary/kit/embedded-postgres';
import {
  EVIDENCE,
  onServer,
  silentLog,
  TEST_CLUSTER,
  TEST_SERVER,
  TEST_TEMPLATE,
  temporaryFolder,
  testConfig,
  withDatabase,
} from '@tributary/kit/testing';

import { findUndistributable } from './distribution/recorded-statements.ts';
import { findLeaks } from './support/leaks.ts';
import { openCluster } from './support/open-cluster.ts';

type Teardown = { tributaryTeardown?: () => Promise<void> };

/**
 * Starts one PostgreSQL server for the whole run: DATABASE_URL, the coordinator of CITUS_URL, or an
 * embedded one in a temporary directory that does not wait for the disk, because its data need not
 * survive. Creates one migrated template on it, which every test file clones.
 */
export default async function globalSetup(): Promise<void> {
  const folder = await temporaryFolder('tributary-test-');
  const evidence = await mkdtemp(join(tmpdir(), 'tributary-evidence-'));
  process.env[EVIDENCE] = evidence;
  const coordinator = process.env['CITUS_URL'];
  const given = coordinator ?? process.env['DATABASE_URL'];
  const server = given
    ? { url: given, stop: async () => {} }
    : await openEmbeddedPostgres({
        dataDir: folder,
        settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' },
      });
  const template = `tributary_template_${randomBytes(6).toString('hex')}`;
  await onServer(server.url, `create database ${template}`);
  await prepare(withDatabase(server.url, template));
  process.env[TEST_SERVER] = server.url;
  process.env[TEST_TEMPLATE] = template;
  if (coordinator)
    process.env[TEST_CLUSTER] = JSON.stringify(
      await openCluster(coordinator, withDatabase(coordinator, template)),
    );
  (globalThis as Teardown).tributaryTeardown = async () => {
    await onServer(server.url, `drop database if exists ${template} with (force)`);
    await server.stop();
    await rm(folder, { recursive: true, force: true });
    try {
      await expectDistributable(evidence);
      await expectNoLeaks(evidence);
    } finally {
      await rm(evidence, { recursive: true });
    }
  };
}

/**
 * Fails the run if a log line, an error, a metric or an output contains a secret that the tests
 * used.
 */
async function expectNoLeaks(evidence: string): Promise<void> {
  const { leaks } = await findLeaks(evidence);
  if (leaks.length === 0) return;
  const shown = leaks.slice(0, 10).map(({ kind, around }) => `${kind}: …${around}…`);
  throw new Error(`Secrets were shown ${leaks.length} times, such as:\n${shown.join('\n')}`);
}

/** Fails the run if a statement would be refused, or executed differently, on a Citus cluster. */
async function expectDistributable(evidence: string): Promise<void> {
  const found = await findUndistributable(evidence);
  if (found.length === 0) return;
  throw new Error(
    `${found.length} statements cannot run on Citus, such as:\n${found.slice(0, 10).join('\n')}`,
  );
}

/** Lets a gateway create its tables and its queues, and removes what its jobs have left. */
async function prepare(url: string): Promise<void> {
  const { stop } = await startApp(testConfig({ DATABASE_URL: url }), silentLog);
  await stop();
  await onServer(url, 'delete from jobs.job');
}
