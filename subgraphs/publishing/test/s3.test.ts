import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { RESPONSE_LIMITS, ResponseTooLargeError } from '@tributary/kit/http-client';
import { temporaryFolder, testConfig } from '@tributary/kit/testing';
import { startTestApp, type TestApp } from '@tributary/test/support';
import { startFlood } from '../../../test/upstreams/flood.ts';
import {
  startStandIn,
  type Vendor,
  type VendorRequest,
  type VendorResponse,
} from '../../../test/upstreams/stand-in.ts';
import { mediaSettings, openMediaStore, uploadOrigin } from '../src/media/index.ts';
import { confirm, GIF, type Headers, PNG, requested } from './support/media.ts';

/** A storage server that verifies signatures, with one built-in key. */
interface S3Server {
  run(): Promise<AddressInfo>;
  close(): Promise<void>;
  httpServer: Server;
}
const S3rver = createRequire(new URL('../../../test/package.json', import.meta.url))(
  '@20minutes/s3rver',
) as new (
  options: object,
) => S3Server;

let app: TestApp;
let server: S3Server;
let folder: string;
let settings: Record<string, string>;
beforeAll(async () => {
  folder = await temporaryFolder('tributary-s3-');
  server = new S3rver({
    address: '127.0.0.1',
    port: 0,
    silent: true,
    directory: folder,
    configureBuckets: [{ name: 'media' }],
  });
  const { port } = await server.run();
  settings = {
    MEDIA_S3_BUCKET: 'media',
    MEDIA_S3_ENDPOINT: `http://127.0.0.1:${port}`,
    MEDIA_S3_ACCESS_KEY_ID: 'S3RVER',
    MEDIA_S3_SECRET_ACCESS_KEY: 'S3RVER',
  };
  app = await startTestApp({ settings });
});
afterAll(async () => {
  await app?.stop();
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

const put = (url: string, body: Buffer<ArrayBuffer>, headers: Headers) =>
  fetch(url, { method: 'PUT', headers: { ...headers }, body });

test('a file is uploaded to the bucket through a signed URL and read from there', async () => {
  const { id, uploadUrl } = await requested(app, { contentType: 'image/png', size: PNG.length });
  expect(uploadOrigin(testConfig(settings))).toBe(new URL(uploadUrl).origin);
  expect((await confirm(app, id)).__typename).toBe('Conflict');
  expect((await put(uploadUrl, PNG, { 'content-type': 'image/png' })).status).toBe(200);
  const { media } = await confirm(app, id);
  expect(media).toMatchObject({
    status: 'READY',
    checksum: createHash('sha256').update(PNG).digest('hex'),
  });
  expect((await confirm(app, id)).media).toEqual(media);
  const served = await fetch(media.url);
  expect(Buffer.from(await served.arrayBuffer())).toEqual(PNG);
  expect(served.headers.get('content-type')).toBe('image/png');
});

test('type, length and key are signed', async () => {
  const { uploadUrl } = await requested(app, { contentType: 'image/png', size: PNG.length });
  expect(new URL(uploadUrl).searchParams.get('X-Amz-SignedHeaders')).toBe('content-length;content-type;host');
  expect((await put(uploadUrl, PNG, { 'content-type': 'text/html' })).status).toBe(403);
  const longer = Buffer.concat([PNG, PNG]);
  expect((await put(uploadUrl, longer, { 'content-type': 'image/png' })).status).toBe(403);
  const moved = uploadUrl.replace('/pending/', '/media/');
  expect((await put(moved, PNG, { 'content-type': 'image/png' })).status).toBe(403);
});

test('bytes of another type are a conflict, and are not served', async () => {
  const { id, uploadUrl } = await requested(app, { contentType: 'image/png', size: GIF.length });
  expect((await put(uploadUrl, GIF, { 'content-type': 'image/png' })).status).toBe(200);
  expect((await confirm(app, id)).message).toBe('The upload is image/gif, but image/png was announced.');
  expect((await confirm(app, id)).message).toBe('The file has not been uploaded yet.');
});

/**
 * A storage that lists two names per page; each is as many days old as its name is long. s3rver
 * does not sign lists.
 */
function paged(names: Set<string>): Vendor {
  const entry = (name: string) =>
    `<Contents><Key>${name}</Key><LastModified>${daysAgo(name.length).toISOString()}</LastModified></Contents>`;
  const answer = ({ method, path, query }: VendorRequest): VendorResponse => {
    if (method === 'DELETE') {
      names.delete(path.slice('/media/'.length));
      return { status: 204, body: '' };
    }
    const after = query.get('continuation-token') ?? '';
    const rest = [...names].sort().filter((name) => name.startsWith(query.get('prefix')!) && name > after);
    const page = rest.slice(0, 2);
    const next = rest.length > 2 ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : '';
    const body = `<ListBucketResult>${page.map(entry).join('')}${next}</ListBucketResult>`;
    return { headers: { 'content-type': 'application/xml' }, body };
  };
  const wrong = { status: 403, body: '' };
  return { answer, limited: () => wrong, expired: wrong };
}

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);

test('a sweep deletes unconfirmed uploads on every page, except new ones', async () => {
  const old = ['aaa', 'bbb', 'ccc', 'ddd', 'eee'].map((name) => `pending/${name}`);
  const names = new Set([...old, 'pending/a', 'pending/z', 'media/aaa']);
  const storage = await startStandIn(paged(names));
  const store = openMediaStore(
    testConfig({ ...settings, MEDIA_S3_ENDPOINT: storage.url }).read(mediaSettings),
  );
  await store.sweep(daysAgo('pending/a'.length + 1));
  expect([...names]).toEqual(['pending/a', 'pending/z', 'media/aaa']);
  expect(storage.calls.filter((call) => call.includes('list-type'))).toHaveLength(4);
  await storage.stop();
});

test('responses of the storage are read no further than the limit of a file or a list', async () => {
  const flood = await startFlood();
  const store = openMediaStore(
    testConfig({ ...settings, MEDIA_S3_ENDPOINT: `${flood.url}/plain` }).read(mediaSettings),
  );
  const file = { key: 'k', contentType: 'image/png', size: 1_000, expiresAt: new Date() } as const;
  const tooLarge = async (reading: Promise<unknown>) =>
    ResponseTooLargeError.behind(await reading.catch((reason: unknown) => reason))?.limit;
  expect(await tooLarge(store.read(file))).toBe(1_000);
  expect(await tooLarge(store.sweep(new Date()))).toBe(RESPONSE_LIMITS.listing);
  await flood.stop();
});
