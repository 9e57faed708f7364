import { randomBytes } from 'node:crypto';
import { invalidInput, notFound, TributaryError } from '@tributary/kit';
import { inTransaction, lockInTransaction, type Scope } from '@tributary/kit/postgres';
import { isLongerThan } from '@tributary/kit/text';
import type { AssistanceTables } from '../data/assistance-tables.ts';
import type { Tables } from '../data/tables.ts';
import { newId } from '../ids.ts';
import {
  attachedToUnpublished,
  deleteMediaAsset,
  findMediaAsset,
  insertMediaAsset,
  lockMediaAsset,
  sumBytes,
  updateConfirmed,
} from './data/media-assets.ts';
import { inspect } from './inspect.ts';
import { EXTENSIONS, isContentType, MAX_BYTES, type MediaAsset } from './media-asset.ts';
import type { MediaStore, SignedUpload } from './store.ts';

/** Lifetime of an upload URL, in milliseconds. */
const UPLOAD_TIME = 60 * 60_000;
const LONGEST_NAME = 255;
const LONGEST_ALT = 2_000;

/** A file to upload. */
export interface UploadInput {
  readonly filename: string;
  readonly contentType: string;
  readonly size: number;
  readonly alt?: string | null | undefined;
}

/** The media store and the workspace's quota in bytes. */
export interface MediaSpace {
  readonly store: MediaStore;
  readonly quota: number;
}

/**
 * Inserts a pending file and returns a signed upload for it. Throws QUOTA_EXCEEDED if the workspace
 * has no room.
 */
export async function requestUpload(
  scope: Scope<AssistanceTables>,
  { store, quota }: MediaSpace,
  input: UploadInput,
  now: Date,
): Promise<{ asset: MediaAsset; upload: SignedUpload }> {
  const asset: MediaAsset = {
    ...checked(input),
    id: newId('media'),
    key: randomBytes(32).toString('base64url'),
    status: 'pending',
    sha256: null,
    createdAt: now,
    confirmedAt: null,
    expiresAt: new Date(now.getTime() + UPLOAD_TIME),
  };
  const upload = await store.sign(asset, now);
  await inTransaction(scope, async (scope) => {
    // Serialised per workspace: concurrent requests could otherwise exceed the quota.
    await lockInTransaction(scope.db, `publishing.media ${scope.workspaceId}`);
    const used = await sumBytes(scope, now);
    if (used + asset.size > quota) throw noRoom(used, quota);
    await insertMediaAsset(scope, asset);
  });
  return { asset, upload };
}

function noRoom(used: number, quota: number): TributaryError {
  return new TributaryError(
    'QUOTA_EXCEEDED',
    `The workspace's files use ${used} of ${quota} bytes: delete some first.`,
  );
}

/**
 * Inspects the uploaded bytes. Throws CONFLICT if there are none, or if they differ from the
 * announcement; those are deleted.
 */
export async function confirmUpload(
  scope: Scope<AssistanceTables>,
  store: MediaStore,
  id: string,
  now: Date,
): Promise<MediaAsset> {
  const asset = await findMediaAsset(scope, id);
  if (!asset) throw notFound('The file');
  if (asset.status === 'ready') return asset;
  const held = await store.hold(asset);
  if (!held) return readyMeanwhile(scope, id);
  const { contentType, size, sha256 } = await inspect(await held.read());
  const wrong =
    size === asset.size
      ? contentType === asset.contentType
        ? null
        : `The upload is ${contentType ?? 'of no known type'}, but ${asset.contentType} was announced.`
      : `The upload has ${size} bytes, but ${asset.size} were announced.`;
  if (wrong) {
    await held.discard();
    throw new TributaryError('CONFLICT', wrong);
  }
  await held.publish();
  if (await updateConfirmed(scope, id, sha256, now))
    return { ...asset, status: 'ready', sha256, confirmedAt: now };
  // The row was deleted concurrently, and nothing else would ever remove these bytes.
  if (!(await findMediaAsset(scope, id))) await store.remove(asset);
  return readyMeanwhile(scope, id);
}

/** Returns the file if a concurrent confirmation made it ready. */
async function readyMeanwhile(scope: Scope<AssistanceTables>, id: string): Promise<MediaAsset> {
  const asset = await findMediaAsset(scope, id);
  if (asset?.status === 'ready') return asset;
  throw new TributaryError('CONFLICT', 'The file has not been uploaded yet.');
}

/**
 * Deletes a file and its bytes; throws CONFLICT while an unpublished post uses it. A concurrent
 * post locks the file's row: either this transaction sees the post, or the post finds the file
 * deleted.
 */
export async function deleteMedia(scope: Scope<Tables>, store: MediaStore, id: string): Promise<void> {
  const asset = await inTransaction(scope, async (scope) => {
    const asset = await lockMediaAsset(scope, id);
    if (!asset) throw notFound('The file');
    if (await attachedToUnpublished(scope, id))
      throw new TributaryError('CONFLICT', 'A post that is not published yet uses the file.');
    await deleteMediaAsset(scope, id);
    return asset;
  });
  await store.remove(asset);
}

function checked({ filename, contentType, size, alt }: UploadInput) {
  if (filename.length < 1 || isLongerThan(filename, LONGEST_NAME))
    throw invalidInput('filename', `\`filename\` must have 1 to ${LONGEST_NAME} characters.`);
  if (!isContentType(contentType))
    throw invalidInput(
      'contentType',
      `\`contentType\` must be one of ${Object.keys(EXTENSIONS).join(', ')}.`,
    );
  if (size < 1 || size > MAX_BYTES) throw invalidInput('size', `\`size\` must be from 1 to ${MAX_BYTES}.`);
  if ((alt?.length ?? 0) > LONGEST_ALT)
    throw invalidInput('alt', `\`alt\` must have at most ${LONGEST_ALT} characters.`);
  return { filename, contentType, size, alt: alt ?? '' };
}
