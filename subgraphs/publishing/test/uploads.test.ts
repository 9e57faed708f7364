import { createHash } from 'node:crypto';
import { readdir, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { kyselyFor } from '@tributary/kit/postgres';
import { temporaryFolder, testConfig } from '@tributary/kit/testing';
import { startTestApp, type TestApp } from '@tributary/test/support';
import { type Tables, tenantTables } from '../src/data/tables.ts';
import { sweep } from '../src/jobs/sweep-media.ts';
import { mediaSettings, openMediaStore } from '../src/media/index.ts';
import { confirm, GIF, JPEG, MP4, PNG, put, request, requested, upload, WEBP } from './support/media.ts';

let app: TestApp;
let folder: string;
let now = Date.now();
beforeAll(async () => {
  folder = await temporaryFolder('tributary-media-');
  app = await startTestApp({
    settings: { TRIBUTARY_DATA_DIR: folder },
    clock: () => now,
  });
});
afterAll(async () => {
  await app.stop();
  await rm(folder, { recursive: true, force: true });
});

const get = (address: string) => fetch(app.url + new URL(address).pathname);

describe('an upload', () => {
  test.each([
    ['image/png', PNG],
    ['image/jpeg', JPEG],
    ['image/gif', GIF],
    ['image/webp', WEBP],
    ['video/mp4', MP4],
  ])('of %s is sent, confirmed and served as it is', async (contentType, bytes) => {
    const { id, status } = await upload(app, bytes, contentType);
    expect(status).toBe(204);
    const { media } = await confirm(app, id);
    expect(media).toMatchObject({
      status: 'READY',
      contentType,
      size: bytes.length,
      checksum: createHash('sha256').update(bytes).digest('hex'),
    });
    const served = await get(media.url);
    expect(Buffer.from(await served.arrayBuffer())).toEqual(bytes);
    expect(served.headers.get('content-type')).toBe(contentType);
    expect(served.headers.get('x-content-type-options')).toBe('nosniff');
    expect(served.headers.get('content-disposition')).toMatch(/^inline; filename="/);
    expect(served.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
  });

  test('whose content has another type than announced is a conflict, and its bytes are deleted', async () => {
    const html = Buffer.from('<script>alert(1)</script>');
    const { id } = await upload(app, html, 'image/png');
    expect(await confirm(app, id)).toEqual({
      __typename: 'Conflict',
      message: 'The upload is of no known type, but image/png was announced.',
    });
    const gif = await upload(app, GIF, 'image/png');
    expect((await confirm(app, gif.id)).message).toBe(
      'The upload is image/gif, but image/png was announced.',
    );
    expect(await readdir(join(folder, 'media', 'pending'))).toEqual([]);
    expect(await readdir(join(folder, 'media', 'incoming'))).toEqual([]);
  });

  test('of another size than announced is refused', async () => {
    const { uploadUrl, id } = await requested(app, { contentType: 'image/png', size: PNG.length + 1 });
    expect((await put(app, uploadUrl, PNG, { 'content-type': 'image/png' })).status).toBe(413);
    expect((await confirm(app, id)).__typename).toBe('Conflict');
  });

  test('with another Content-Type than announced is refused', async () => {
    const { uploadUrl } = await requested(app, { contentType: 'image/png', size: PNG.length });
    expect((await put(app, uploadUrl, PNG, { 'content-type': 'text/html' })).status).toBe(415);
  });

  test('to a modified URL is refused', async () => {
    const { uploadUrl } = await requested(app, { contentType: 'image/png', size: PNG.length });
    const changes: ((url: URL) => void)[] = [
      (url) => url.searchParams.set('size', '1'),
      (url) => url.searchParams.set('type', 'image/gif'),
      (url) => url.searchParams.set('expires', String(Math.floor(now / 1_000) + 999_999)),
      (url) => url.searchParams.delete('signature'),
      (url) => {
        url.pathname = url.pathname.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
      },
      (url) => {
        url.pathname = '/media/..%2F..%2Fescaped';
      },
    ];
    for (const change of changes) {
      const url = new URL(uploadUrl);
      change(url);
      expect((await put(app, url.href, PNG, { 'content-type': 'image/png' })).status).toBe(403);
    }
  });

  test('after its hour is refused', async () => {
    const { uploadUrl, expiresAt } = await requested(app, { contentType: 'image/png', size: PNG.length });
    const before = now;
    now = Date.parse(expiresAt);
    expect((await put(app, uploadUrl, PNG, { 'content-type': 'image/png' })).status).toBe(403);
    now = before;
    expect((await put(app, uploadUrl, PNG, { 'content-type': 'image/png' })).status).toBe(204);
  });

  test('confirmed twice is as confirmed once, also if other bytes are sent in between', async () => {
    const { id, uploadUrl } = await upload(app, PNG, 'image/png');
    const first = await confirm(app, id);
    expect(await confirm(app, id)).toEqual(first);
    // Bytes sent later are never served.
    const other = Buffer.from(PNG);
    other[other.length - 1] = other.at(-1)! ^ 1;
    await put(app, uploadUrl, other, { 'content-type': 'image/png' });
    expect(await confirm(app, id)).toEqual(first);
    expect(Buffer.from(await (await get(first.media.url)).arrayBuffer())).toEqual(PNG);
  });

  test('confirmed before its upload is a conflict, and can be confirmed afterwards', async () => {
    const { id, uploadUrl } = await requested(app, { contentType: 'image/png', size: PNG.length });
    expect(await confirm(app, id)).toEqual({
      __typename: 'Conflict',
      message: 'The file has not been uploaded yet.',
    });
    await put(app, uploadUrl, PNG, { 'content-type': 'image/png' });
    expect((await confirm(app, id)).__typename).toBe('UploadConfirmed');
  });

  test('of another workspace is not found', async () => {
    const { id } = await upload(app, PNG, 'image/png');
    const theirs = await app.key('native', { workspaceId: app.otherId });
    expect((await confirm(app, id, theirs)).__typename).toBe('NotFound');
  });

  test.each([
    [{ contentType: 'image/svg+xml', size: 10 }, 'contentType'],
    [{ contentType: 'image/png', size: 104_857_601 }, 'size'],
    [{ contentType: 'image/png', size: 0 }, 'size'],
    [{ contentType: 'image/png', size: 10, filename: '' }, 'filename'],
  ])('of %j is refused', async (input, field) => {
    expect(await request(app, input)).toMatchObject({ __typename: 'InvalidInput', field });
  });

  test('is deleted with its bytes', async () => {
    const { id } = await upload(app, PNG, 'image/png');
    const { media } = await confirm(app, id);
    const mutation = 'mutation ($id: ID!) { deleteMedia(id: $id) { __typename } }';
    const { data } = await app.graphql(mutation, { id });
    expect(data.deleteMedia).toEqual({ __typename: 'MediaDeleted' });
    expect((await get(media.url)).status).toBe(404);
  });
});

test('uploads that were not confirmed within a day are deleted, and bytes without a row', async () => {
  const kept = await upload(app, GIF, 'image/gif');
  await confirm(app, kept.id);
  const orphan = await upload(app, PNG, 'image/png');
  // Other tests may have left unconfirmed uploads.
  const pending = join(folder, 'media', 'pending');
  for (const name of await readdir(pending)) await utimes(join(pending, name), new Date(0), new Date(0));
  const db = kyselyFor<Tables>(app.database.database.pool, 'publishing', tenantTables);
  const store = openMediaStore(testConfig({ TRIBUTARY_DATA_DIR: folder }).read(mediaSettings));
  await sweep(db, store, new Date());
  // Its row is from today; only its bytes were as old as a stray file's.
  expect((await confirm(app, orphan.id)).__typename).toBe('Conflict');
  await sweep(db, store, new Date(Date.now() + 25 * 60 * 60_000));
  expect((await confirm(app, orphan.id)).__typename).toBe('NotFound');
  expect(await readdir(pending)).toEqual([]);
  expect((await confirm(app, kept.id)).media.status).toBe('READY');
});
