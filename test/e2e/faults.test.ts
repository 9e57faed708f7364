import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type EmbeddedPostgres, openEmbeddedPostgres } from '@tributary/kit/embedded-postgres';
import { temporaryFolder } from '@tributary/kit/testing';
import { eventually, http, LAYOUTS, startTestApp, type TestApp } from '@tributary/test/support';
import { lostOrDoubled, undocumented, writePosts } from '../support/writers.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

describe.each(LAYOUTS)('a write whose process died before responding, %s', (layout) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ layout });
  });
  afterAll(() => app.stop());

  test('is not repeated by a retry, which gets the response that the first request would have had', async () => {
    const key = await app.key('social-crm');
    const send = (body: string) =>
      http(app.url, '/social-crm/v1/posts', {
        method: 'POST',
        key,
        headers: { 'content-type': 'application/json', 'idempotency-key': `try-${layout.length}` },
        body: JSON.stringify({ body, account_ids: [] }),
      });
    const { pool } = app.database.database;
    const first = await send('once');
    // The state that a process leaves behind if it is killed between the work and recording it,
    // after its lease has expired.
    await pool.query(
      `update limits.answers set status = null, body = null, claimed_until = now() - interval '1 s'`,
    );
    const second = await send('once');
    expect([second.status, second.json.id]).toEqual([first.status, first.json.id]);
    const { rows } = await pool.query('select id from publishing.posts');
    expect(rows).toHaveLength(1);
    // A day later, the key can be used for another request.
    await pool.query(`update limits.answers set expires_at = now() - interval '1 s'`);
    expect((await send('once')).json.id).not.toBe(first.json.id);
  });
});

describe('PostgreSQL restarted under load', () => {
  test('loses and duplicates no acknowledged write, and needs no intervention', async () => {
    const dataDir = await temporaryFolder('tributary-restart-');
    closing.push(() => rm(dataDir, { recursive: true, force: true }));
    const servers: EmbeddedPostgres[] = [];
    closing.push(async () => {
      for (const server of servers) await server.stop();
    });
    const start = async () => {
      const server = await openEmbeddedPostgres({ dataDir, settings: { shared_buffers: '16MB' } });
      servers.push(server);
      return server.url;
    };
    const app = await startTestApp({ settings: { DATABASE_URL: await start() } });
    closing.push(() => app.stop());
    const keys = await Promise.all([1, 2, 3, 4].map(() => app.key('social-crm')));
    const writing = writePosts(() => app.url, keys);
    await eventually(async () => expect(writing.acknowledged.size).toBeGreaterThan(15));
    const [pid] = (await readFile(join(dataDir, 'postgres/data/postmaster.pid'), 'utf8')).split('\n');
    process.kill(Number(pid), 'SIGINT');
    await eventually(async () => expect((await http(app.url, '/health/ready')).status).toBe(503));
    await start();
    const before = writing.acknowledged.size;
    await eventually(async () => expect(writing.acknowledged.size).toBeGreaterThan(before + 15));
    await writing.stop();
    expect(undocumented(writing)).toEqual([]);
    expect(await lostOrDoubled(app.url, await app.key('social-crm'), writing)).toEqual([]);
  });
});
