import { Address, type SettingValues, setting } from '@tributary/kit';
import { processSettings } from '@tributary/kit/host';
import { Type } from 'typebox';
import { addressSettings } from '../public-address.ts';

const Text = Type.String();

/**
 * Environment variables of media. Files are stored in S3-compatible storage if a bucket is set,
 * otherwise in the data directory.
 */
export const mediaSettings = {
  ...addressSettings,
  TRIBUTARY_DATA_DIR: processSettings.TRIBUTARY_DATA_DIR,
  MEDIA_SIGNING_KEY: setting(
    Type.Union([Type.Literal(''), Type.String({ minLength: 32 })]),
    '',
    'Key that signs uploads to the gateway, at least 32 characters; by default one is generated and stored in the data directory.',
  ),
  MEDIA_QUOTA_BYTES: setting(
    Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
    10 * 1024 ** 3,
    'Maximum total size of the files of one workspace, in bytes.',
  ),
  MEDIA_S3_BUCKET: setting(Text, '', 'Bucket for media.', [
    'MEDIA_S3_ACCESS_KEY_ID',
    'MEDIA_S3_SECRET_ACCESS_KEY',
  ]),
  MEDIA_S3_ENDPOINT: setting(Address, '', 'Address of the S3-compatible storage; Amazon S3 if empty.'),
  MEDIA_S3_REGION: setting(Type.String({ minLength: 1 }), 'us-east-1', 'Region of the bucket.'),
  MEDIA_S3_ACCESS_KEY_ID: setting(Text, '', 'Id of the access key.', [
    'MEDIA_S3_BUCKET',
    'MEDIA_S3_SECRET_ACCESS_KEY',
  ]),
  MEDIA_S3_SECRET_ACCESS_KEY: setting(Text, '', 'Secret of the access key.', [
    'MEDIA_S3_BUCKET',
    'MEDIA_S3_ACCESS_KEY_ID',
  ]),
  MEDIA_S3_PUBLIC_URL: setting(
    Address,
    '',
    'Public address of the bucket, such as a CDN; the bucket itself if empty.',
  ),
} as const;

export type MediaSettings = SettingValues<typeof mediaSettings>;
