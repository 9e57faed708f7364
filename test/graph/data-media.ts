import type { World } from './shape.ts';

/** A PNG of one pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** Uploads an image as a client does, and returns its id once it is ready. */
export async function uploadPicture({ app, key }: Pick<World, 'app' | 'key'>): Promise<string> {
  const requested = await app.graphql(
    `mutation ($size: Int!) { requestUpload(input: { filename: "p.png", contentType: "image/png", size: $size }) {
      ... on UploadRequested { uploadUrl media { id } } } }`,
    { size: PNG.length },
    key,
  );
  const { uploadUrl, media } = requested.data.requestUpload;
  const { pathname, search } = new URL(uploadUrl);
  await fetch(app.url + pathname + search, {
    method: 'PUT',
    headers: { 'content-type': 'image/png' },
    body: PNG,
  });
  const confirmed = await app.graphql(
    'mutation ($id: ID!) { confirmUpload(id: $id) { ... on UploadConfirmed { media { status } } } }',
    { id: media.id },
    key,
  );
  if (confirmed.data.confirmUpload.media?.status !== 'READY')
    throw new Error(`The picture is not ready: ${JSON.stringify(confirmed)}`);
  return media.id;
}
