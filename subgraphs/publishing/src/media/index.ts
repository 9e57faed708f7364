import type { Config } from '@tributary/kit/host';
import { type LocalStore, MEDIA_PATH, openLocalStore } from './local-store.ts';
import { MOST_BYTES } from './media-asset.ts';
import { openS3Store } from './s3-store.ts';
import { type MediaSettings, mediaSettings } from './settings.ts';
import type { MediaStore } from './store.ts';

/** Opens the configured media store. */
export function openMediaStore(settings: MediaSettings): MediaStore {
  return settings.MEDIA_S3_BUCKET ? openS3Store(settings) : openLocalStore(settings);
}

/**
 * Opens the upload and download endpoints of the gateway; null with S3, which serves both itself.
 */
export function openMediaEndpoint(
  config: Config,
): (Pick<LocalStore, 'receive' | 'open'> & { path: string; most: number }) | null {
  const settings = config.read(mediaSettings);
  if (settings.MEDIA_S3_BUCKET) return null;
  const { receive, open } = openLocalStore(settings);
  return { path: MEDIA_PATH, most: MOST_BYTES, receive, open };
}

export { confirmUpload, deleteMedia, requestUpload, type UploadInput } from './media.ts';
export { type MediaAsset, MOST_BYTES } from './media-asset.ts';
export { type MediaSettings, mediaSettings } from './settings.ts';
export type { MediaStore } from './store.ts';
