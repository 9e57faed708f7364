import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { temporaryFolder } from '@tributary/kit/testing';
import { http, startTestApp, type TestApp } from '@tributary/test/support';
import { MOST_BYTES } from '../src/media/index.ts';
import { confirm, PNG, request, upload } from './support/media.ts';

/** Room for ten of the largest files. */
const QUOTA = 10 * MOST_BYTES;

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

describe('a part of a file', () => {
  let url: string;
  beforeAll(async () => {
    const { id } = await upload(app, PNG, 'image/png');
    url = app.url + new URL((await confirm(app, id)).media.url).pathname;
  });
  const { length } = PNG;

  test.each([
    ['a part that is there', 'bytes=4-7', 206, `bytes 4-7/${length}`, PNG.subarray(4, 8)],
    ['the end', 'bytes=-4', 206, `bytes ${length - 4}-${length - 1}/${length}`, PNG.subarray(-4)],
    ['what is not understood', 'lines=1-2', 200, null, PNG],
  ])('is served: %s', async (_, range, status, told, bytes) => {
    const response = await fetch(url, { headers: { range } });
    expect([response.status, response.headers.get('content-range')]).toEqual([status, told]);
    expect(response.headers.get('accept-ranges')).toBe('bytes');
    expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes);
  });

  test('behind the end is 416, and of another version it is the whole', async () => {
    const { status, headers } = await fetch(url, { headers: { range: `bytes=${length}-` } });
    expect([status, headers.get('content-range')]).toEqual([416, `bytes */${length}`]);
    expect((await fetch(url, { headers: { range: 'bytes=0-1', 'if-range': '"another"' } })).status).toBe(200);
  });
});

describe('the room of a workspace', () => {
  const largest = { filename: 'film', contentType: 'video/mp4', size: MOST_BYTES };
  const ANNOUNCE = `mutation ($input: RequestUploadInput!) { requestUpload(input: $input) {
    __typename ... on UploadRequested { media { id } } ... on QuotaExceeded { message } } }`;

  test('is not exceeded by many uploads at once, and refused as the dialect refuses', async () => {
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
    // Expired uploads free their room; another workspace has its own quota.
    await app.database.database.pool.query(
      'update publishing.media_assets set expires_at = now() where workspace_id = $1',
      [app.otherId],
    );
    expect(await announce()).toBe('UploadRequested');
    expect((await request(app, { contentType: 'image/png', size: 10 })).__typename).toBe('UploadRequested');
  });
});

test('a file that is deleted while a post takes it up: the post has it, or the file is gone, never both', async () => {
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
