import { openLocalStore } from './local-store.ts';
import { openS3Store } from './s3-store.ts';
import type { MediaSettings } from './settings.ts';
import type { MediaStore } from './store.ts';

/** The store that the settings name. */
export function openMediaStore(settings: MediaSettings): MediaStore {
  return settings.MEDIA_S3_BUCKET ? openS3Store(settings) : openLocalStore(settings);
}

export { type LocalStore, MEDIA_PATH, openLocalStore, type Refusal, type Served } from './local-store.ts';
export { confirmUpload, deleteMedia, requestUpload, type UploadInput } from './media.ts';
export { type MediaAsset, MOST_BYTES } from './media-asset.ts';
export { mediaSettings } from './settings.ts';
export type { MediaStore } from './store.ts';
