import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { http, startTestApp, type TestApp } from '@tributary/test/support';

const HOUR = 3_600_000;
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** A file system of one megabyte, if the user who runs the tests may mount one. */
async function smallFolder(): Promise<{ folder: string; remove(): Promise<void> } | null> {
  const folder = await mkdtemp(join(tmpdir(), 'tributary-full-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    await rm(folder, { recursive: true });
    return null;
  }
  return {
    folder,
    async remove() {
      execFileSync('umount', [folder]);
      await rm(folder, { recursive: true });
    },
  };
}

const small = await smallFolder();

(small ? describe : describe.skip)('a disk that is full', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ settings: { TRIBUTARY_DATA_DIR: small!.folder } });
  });
  afterAll(async () => {
    await app.stop();
    await small!.remove();
  });

  const request = async (size: number) => {
    const answer = await app.graphql(
      `mutation ($size: Int!) { requestUpload(input: { filename: "a.png", contentType: "image/png", size: $size }) {
        ... on UploadRequested { uploadUrl media { id } } } }`,
      { size },
    );
    expect(answer).toHaveProperty('data.requestUpload');
    return answer.data.requestUpload;
  };
  const put = async (uploadUrl: string, bytes: Buffer<ArrayBuffer>) => {
    const { pathname, search } = new URL(uploadUrl);
    const response = await fetch(app.url + pathname + search, {
      method: 'PUT',
      headers: { 'content-type': 'image/png' },
      body: bytes,
    });
    return response.status;
  };
  const confirm = async (id: string) =>
    (
      await app.graphql(
        'mutation ($id: ID!) { confirmUpload(id: $id) { __typename ... on UploadConfirmed { media { url } } } }',
        { id },
      )
    ).data.confirmUpload;

  test('rejects the upload, leaves no part of it behind, and keeps existing files intact', async () => {
    const first = await request(PNG.length);
    expect(await put(first.uploadUrl, PNG)).toBe(204);
    const { media } = await confirm(first.media.id);
    const large = Buffer.concat([PNG, Buffer.alloc(3_000_000)]);
    const second = await request(large.length);
    expect(await put(second.uploadUrl, large)).toBe(500);
    expect((await confirm(second.media.id)).__typename).toBe('Conflict');
    expect(readdirSync(join(small!.folder, 'media/incoming'))).toEqual([]);
    expect((await http(app.url, new URL(media.url).pathname)).status).toBe(200);
    const third = await request(PNG.length);
    expect(await put(third.uploadUrl, PNG)).toBe(204);
    expect((await confirm(third.media.id)).__typename).toBe('UploadConfirmed');
    expect(existsSync(join(small!.folder, 'media/kept'))).toBe(true);
  });
});

describe('a clock that jumps an hour', () => {
  let now = Date.parse('2026-04-04T10:30:00Z');
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ clock: () => now });
  });
  afterAll(() => app.stop());

  test.each([
    ['forward', HOUR],
    ['back', -2 * HOUR],
    ['forward again', HOUR],
  ])(
    '%s neither repeats a write nor loses one, and nobody gets more than their limit at a time',
    async (way, jump) => {
      const key = await app.key('social-crm');
      const write = (body: string) =>
        http(app.url, '/social-crm/v1/posts', {
          method: 'POST',
          key,
          headers: { 'content-type': 'application/json', 'idempotency-key': 'one' },
          body: JSON.stringify({ body, account_ids: [] }),
        });
      const body = `written before it went ${way}`;
      const before = await write(body);
      now += jump;
      const after = await write(body);
      expect([after.status, after.json.id, after.headers['idempotent-replayed']]).toEqual([
        201,
        before.json.id,
        'true',
      ]);
      const read = await http(app.url, `/social-crm/v1/posts/${before.json.id}`, { key });
      expect([read.status, read.json.body]).toEqual([200, body]);
      const budget = read.headers;
      expect(Number(budget['x-ratelimit-remaining'])).toBeLessThan(Number(budget['x-ratelimit-limit']));
      const { rows } = await app.database.database.pool.query(
        'select count(*) from publishing.posts where body = $1',
        [body],
      );
      expect(Number(rows[0].count)).toBe(1);
    },
  );
});
