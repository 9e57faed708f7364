import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { temporaryFolder } from '@tributary/kit/testing';
import { http, startTestApp, type TestApp } from '@tributary/test/support';
import { MAX_BYTES } from '../src/media/index.ts';
import { confirm, PNG, request, upload } from './support/media.ts';

/** Quota for ten files of the maximum size. */
const QUOTA = 10 * MAX_BYTES;

let app: TestApp;
let folder: string;
beforeAll(async () => {
  folder = await temporaryFolder('tributary-media-');
  app = await startTestApp({
    settings: { TRIBUTARY_DATA_DIR: folder, MEDIA_QUOTA_BYTES: String(QUOTA) },
  });
});
afterAll(async () => {
  await app.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('a file', () => {
  let url: string;
  beforeAll(async () => {
    const { id } = await upload(app, PNG, 'image/png');
    url = app.url + new URL((await confirm(app, id)).media.url).pathname;
  });
  const { length } = PNG;

  const last = length - 1;

  test.each([
    ['bytes=4-7', `bytes 4-7/${length}`, PNG.subarray(4, 8)],
    ['bytes=0-0', `bytes 0-0/${length}`, PNG.subarray(0, 1)],
    ['bytes=8-', `bytes 8-${last}/${length}`, PNG.subarray(8)],
    ['bytes=4-100000', `bytes 4-${last}/${length}`, PNG.subarray(4)],
    [`bytes=${last}-${last}`, `bytes ${last}-${last}/${length}`, PNG.subarray(-1)],
    ['bytes=-4', `bytes ${length - 4}-${last}/${length}`, PNG.subarray(-4)],
  ])('is served for the range %s', async (range, contentRange, bytes) => {
    const response = await fetch(url, { headers: { range } });
    expect([response.status, response.headers.get('content-range')]).toEqual([206, contentRange]);
    expect(response.headers.get('accept-ranges')).toBe('bytes');
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes);
  });

  test.each(['lines=1-2', 'nonsense', 'bytes=0-1,3-4', 'bytes=-100000'])(
    'is the whole file for %s, which is no range, several, or a suffix longer than the file',
    async (range) => {
      const response = await fetch(url, { headers: { range } });
      expect([response.status, response.headers.get('content-range')]).toEqual([200, null]);
      expect(response.headers.get('accept-ranges')).toBe('bytes');
      expect(Buffer.from(await response.arrayBuffer())).toEqual(PNG);
    },
  );

  test.each([`bytes=${length}-`, 'bytes=100000-200000', 'bytes=-0', 'bytes=7-3', 'bytes=-'])(
    'is refused for %s, which the file cannot satisfy',
    async (range) => {
      const response = await fetch(url, { headers: { range } });
      expect([response.status, response.headers.get('content-range')]).toEqual([416, `bytes */${length}`]);
      expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(response.headers.get('cache-control')).toBeNull();
      expect(await response.json()).toMatchObject({ status: 416, title: 'Range Not Satisfiable' });
    },
  );

  test('is the whole file if `If-Range` names another version', async () => {
    const headers = { range: 'bytes=0-1', 'if-range': '"another"' };
    expect((await fetch(url, { headers })).status).toBe(200);
  });

  test('never becomes active content, and is cached for a year', async () => {
    for (const method of ['GET', 'HEAD']) {
      const response = await fetch(url, { method });
      expect(response.status).toBe(200);
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'content-type': 'image/png',
        'content-length': String(length),
        'content-disposition': `inline; filename="${url.split('/').at(-1)}"`,
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; sandbox",
        'cross-origin-resource-policy': 'cross-origin',
        'cache-control': 'public, max-age=31536000, immutable',
      });
      expect((await response.arrayBuffer()).byteLength).toBe(method === 'GET' ? length : 0);
    }
  });

  test('is not sent again to a client that has it', async () => {
    const etag = (await fetch(url, { method: 'HEAD' })).headers.get('etag')!;
    expect(etag).toMatch(/^W\/"/);
    // Not by `fetch`, which would ask with `Cache-Control: no-cache`.
    const statusWith = async (headers: Record<string, string>) =>
      (await http(app.url, new URL(url).pathname, { headers })).status;
    expect(await statusWith({ 'if-none-match': etag })).toBe(304);
    expect(await statusWith({ 'if-none-match': '"another"' })).toBe(200);
  });

  test.each([`${'a'.repeat(43)}.png`, `${'a'.repeat(43)}.html`, 'signing-key', '..%2Fsigning-key', '%00'])(
    'is not found under the name %s, and the response is not cached',
    async (name) => {
      const response = await fetch(new URL(name, url));
      expect([response.status, response.headers.get('cache-control')]).toEqual([404, null]);
      expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    },
  );
});

describe('the media quota of a workspace', () => {
  const largest = { filename: 'film', contentType: 'video/mp4', size: MAX_BYTES };
  const ANNOUNCE = `mutation ($input: RequestUploadInput!) { requestUpload(input: $input) {
    __typename ... on UploadRequested { media { id } } ... on QuotaExceeded { message } } }`;

  test('is not exceeded by concurrent uploads, and the REST API reports it in its own envelope', async () => {
    const key = await app.key('native', { workspaceId: app.otherId });
    const announce = async () =>
      (await app.graphql(ANNOUNCE, { input: largest }, key)).data.requestUpload.__typename;
    const answers = await Promise.all(Array.from({ length: 14 }, announce));
    expect(answers.filter((name) => name === 'UploadRequested')).toHaveLength(10);
    expect(answers.filter((name) => name === 'QuotaExceeded')).toHaveLength(4);
    const { status, json } = await http(app.url, '/social-crm/v1/media/upload-url', {
      method: 'POST',
      key: await app.key('social-crm', { workspaceId: app.otherId }),
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ filename: 'a.png', content_type: 'image/png', size: 1 }),
    });
    expect([status, json.error.code]).toEqual([402, 'quota_exceeded']);
    // Expired uploads release their share; another workspace has its own quota.
    await app.database.database.pool.query(
      'update publishing.media_assets set expires_at = now() where workspace_id = $1',
      [app.otherId],
    );
    expect(await announce()).toBe('UploadRequested');
    expect((await request(app, { contentType: 'image/png', size: 10 })).__typename).toBe('UploadRequested');
  });
});

test('of a concurrent deletion of a file and creation of a post with it, exactly one succeeds', async () => {
  const ready = async () => {
    const { id } = await upload(app, PNG, 'image/png');
    await confirm(app, id);
    return id;
  };
  const remove = (id: string) =>
    app.graphql('mutation ($id: ID!) { deleteMedia(id: $id) { __typename } }', { id });
  const create = (id: string) =>
    app.graphql(
      `mutation ($input: CreatePostInput!) { createPost(input: $input) {
        __typename ... on PostCreated { post { media { id } } } } }`,
      { input: { body: 'With a picture.', mediaIds: [id] } },
    );
  const outcomes = [];
  for (let round = 0; round < 8; round++) {
    const id = await ready();
    const [removed, created] = await Promise.all(
      round % 2 ? [remove(id), create(id)] : [create(id), remove(id)].reverse(),
    );
    const names = [removed!.data.deleteMedia.__typename, created!.data.createPost.__typename];
    if (names[1] === 'PostCreated') expect(created!.data.createPost.post.media).toEqual([{ id }]);
    outcomes.push(names.join(' '));
  }
  for (const outcome of outcomes)
    expect(['Conflict PostCreated', 'MediaDeleted InvalidInput']).toContain(outcome);
});
