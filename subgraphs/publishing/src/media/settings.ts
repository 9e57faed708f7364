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
    'Signs uploads to the gateway, 32 characters or more; without, one is made and kept in the data directory.',
  ),
  MEDIA_QUOTA_BYTES: setting(
    Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
    10 * 1024 ** 3,
    'Most bytes that the files of one workspace may have together.',
  ),
  MEDIA_S3_BUCKET: setting(Text, '', 'Bucket for media.'),
  MEDIA_S3_ENDPOINT: setting(Address, '', 'Address of the S3-compatible storage; Amazon without.'),
  MEDIA_S3_REGION: setting(Type.String({ minLength: 1 }), 'us-east-1', 'Its region.'),
  MEDIA_S3_ACCESS_KEY_ID: setting(Text, '', 'Its access key.'),
  MEDIA_S3_SECRET_ACCESS_KEY: setting(Text, '', 'Its secret.'),
  MEDIA_S3_PUBLIC_URL: setting(
    Address,
    '',
    'Address that the bucket is read by, a CDN for instance; without, the bucket itself.',
  ),
} as const;

export type MediaSettings = SettingValues<typeof mediaSettings>;
