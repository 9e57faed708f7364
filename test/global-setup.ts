import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { defineAccess } from '@tributary/gateway/access';
import { limitsSchema } from '@tributary/gateway/limits';
import { subgraphs } from '@tributary/gateway/subgraphs';
import { migrate, openDatabase, openEmbeddedPostgres, startJobs } from '@tributary/kit';
import {
  onServer,
  silentLog,
  TEST_SERVER,
  TEST_TEMPLATE,
  temporaryFolder,
  testConfig,
  withDatabase,
} from '@tributary/kit/testing';

type Teardown = { tributaryTeardown?: () => Promise<void> };

/**
 * One PostgreSQL server for the whole run: an embedded one in a temporary folder (nothing of it has to survive, so
 * it does not wait for the disk), or DATABASE_URL. On it one migrated template, which every test file clones.
 */
export default async function globalSetup(): Promise<void> {
  const folder = await temporaryFolder('tributary-test-');
  const given = process.env['DATABASE_URL'];
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
  (globalThis as Teardown).tributaryTeardown = async () => {
    await onServer(server.url, `drop database if exists ${template} with (force)`);
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
}

async function prepare(url: string): Promise<void> {
  const database = await openDatabase(testConfig({ DATABASE_URL: url }), silentLog);
  const access = defineAccess(async () => []);
  await migrate(database, [access, limitsSchema, ...subgraphs]);
  // The queue makes its own tables at its first start.
  await (await startJobs(database.pool, [], silentLog)).stop();
  await database.stop();
}
