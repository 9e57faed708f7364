import type { Config } from '@tributary/kit/host';
import { LocalStore, MEDIA_PATH } from './local-store.ts';
import { isPublicName, MAX_BYTES } from './media-asset.ts';
import { S3Store } from './s3-store.ts';
import { type MediaSettings, mediaSettings } from './settings.ts';
import type { MediaStore } from './store.ts';

/** Opens the configured media store. */
export function openMediaStore(settings: MediaSettings): MediaStore {
  return settings.MEDIA_S3_BUCKET ? new S3Store(settings) : new LocalStore(settings);
}

/** What the gateway needs to receive and serve files of the local store. */
export interface MediaEndpoint extends Pick<LocalStore, 'receive' | 'folder'> {
  /** First segment of the URLs. */
  readonly path: string;
  /** Maximum size of a file, in bytes. */
  readonly maxBytes: number;
  /** Whether a stored file may have this name. */
  readonly isPublicName: (name: string) => boolean;
}

/** Opens the media endpoint of the gateway; null with S3, which serves uploads and files itself. */
export function openMediaEndpoint(config: Config): MediaEndpoint | null {
  const settings = config.read(mediaSettings);
  if (settings.MEDIA_S3_BUCKET) return null;
  const store = new LocalStore(settings);
  return {
    path: MEDIA_PATH,
    maxBytes: MAX_BYTES,
    folder: store.folder,
    isPublicName,
    receive: (upload, now) => store.receive(upload, now),
  };
}

/** Returns the origin that receives uploads; null if the gateway does. */
export function uploadOrigin(config: Config): string | null {
  const {
    MEDIA_S3_BUCKET: bucket,
    MEDIA_S3_ENDPOINT: endpoint,
    MEDIA_S3_REGION: region,
  } = config.read(mediaSettings);
  if (!bucket) return null;
  return new URL(endpoint || `https://${bucket}.s3.${region}.amazonaws.com`).origin;
}

export { confirmUpload, deleteMedia, requestUpload, type UploadInput } from './media.ts';
export { MAX_BYTES, type MediaAsset } from './media-asset.ts';
export { type MediaSettings, mediaSettings } from './settings.ts';
export type { MediaStore } from './store.ts';
