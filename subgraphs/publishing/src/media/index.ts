import type { Config } from '@tributary/kit/host';
import { LocalStore, MEDIA_PATH } from './local-store.ts';
import { MOST_BYTES } from './media-asset.ts';
import { S3Store } from './s3-store.ts';
import { type MediaSettings, mediaSettings } from './settings.ts';
import type { MediaStore } from './store.ts';

/** Opens the configured media store. */
export function openMediaStore(settings: MediaSettings): MediaStore {
  return settings.MEDIA_S3_BUCKET ? new S3Store(settings) : new LocalStore(settings);
}

/**
 * Opens the upload and download endpoints of the gateway; null with S3, which serves both itself.
 */
export function openMediaEndpoint(
  config: Config,
): (Pick<LocalStore, 'receive' | 'open'> & { path: string; most: number }) | null {
  const settings = config.read(mediaSettings);
  if (settings.MEDIA_S3_BUCKET) return null;
  const store = new LocalStore(settings);
  return {
    path: MEDIA_PATH,
    most: MOST_BYTES,
    receive: (sent, now) => store.receive(sent, now),
    open: (name) => store.open(name),
  };
}

export { confirmUpload, deleteMedia, requestUpload, type UploadInput } from './media.ts';
export { type MediaAsset, MOST_BYTES } from './media-asset.ts';
export { type MediaSettings, mediaSettings } from './settings.ts';
export type { MediaStore } from './store.ts';
