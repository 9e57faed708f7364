import type { TestApp } from '@tributary/test/support';

export type Headers = Readonly<Record<string, string>>;

/** Minimal valid files of each type. */
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
export const GIF = Buffer.from('R0lGODlhAQABAAAAACwAAAAAAQABAAACAkQBADs=', 'base64');
export const WEBP = Buffer.from('UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA', 'base64');
export const JPEG = Buffer.concat([
  Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex'),
  Buffer.from('ffd9', 'hex'),
]);
export const MP4 = Buffer.concat([
  Buffer.from('00000018667479706d703432000000006d70343269736f6d', 'hex'),
  Buffer.from('000000086d646174', 'hex'),
]);

const REQUEST = `mutation ($input: RequestUploadInput!) { requestUpload(input: $input) { __typename
  ... on UploadRequested { media { id status } uploadUrl method headers { name value } expiresAt }
  ... on InvalidInput { field message } } }`;
const CONFIRM = `mutation ($id: ID!) { confirmUpload(id: $id) { __typename
  ... on UploadConfirmed { media { id status contentType size checksum url } }
  ... on Conflict { message } ... on NotFound { message } } }`;

interface Announced {
  contentType: string;
  size: number;
  filename?: string;
}

/** Calls `requestUpload`. */
export async function request(app: TestApp, input: Announced) {
  const { data } = await app.graphql(REQUEST, { input: { filename: 'picture', ...input } });
  return data.requestUpload;
}

/** Calls `requestUpload` and returns the granted upload. */
export async function requested(app: TestApp, input: Announced) {
  const { media, uploadUrl, headers, expiresAt } = await request(app, input);
  return { id: media.id as string, uploadUrl: uploadUrl as string, headers, expiresAt: expiresAt as string };
}

/** Calls `confirmUpload`. */
export async function confirm(app: TestApp, id: string, key?: string) {
  const { data } = await app.graphql(CONFIRM, { id }, key);
  return data.confirmUpload;
}

/** Sends bytes to the test's gateway at a signed URL. */
export function put(app: TestApp, address: string, bytes: Buffer<ArrayBuffer>, headers: Headers) {
  const { pathname, search } = new URL(address);
  return fetch(app.url + pathname + search, { method: 'PUT', headers: { ...headers }, body: bytes });
}

/** Announces and sends bytes without confirming them. */
export async function upload(app: TestApp, bytes: Buffer<ArrayBuffer>, contentType: string) {
  const asked = await requested(app, { contentType, size: bytes.length });
  const { status } = await put(app, asked.uploadUrl, bytes, { 'content-type': contentType });
  return { ...asked, status };
}
