import { type SettingValues, setting } from '@tributary/kit';
import { secretSettings } from '@tributary/kit/postgres';
import { Type } from 'typebox';
import { mediaSettings } from './media/index.ts';

/** Environment variables of the publishing subgraph. */
export const publishingSettings = {
  ...secretSettings,
  PUBLISHING_ALLOW_PRIVATE_ADDRESSES: setting(
    Type.Unsafe<'true' | 'false'>(Type.String({ pattern: '^(true|false)$' })),
    'false',
    'Whether webhooks, and servers that an account names, may have private addresses: `true` or `false`.',
  ),
  PUBLISHING_TIMEOUT_MS: setting(
    Type.Integer({ minimum: 10, maximum: 600_000 }),
    30_000,
    'Timeout of one request to a platform, in milliseconds.',
  ),
  ...mediaSettings,
  PUBLISHING_LEASE_MS: setting(
    Type.Integer({ minimum: 100, maximum: 3_600_000 }),
    120_000,
    'Lease of a delivery, in milliseconds; when it expires, another process takes over from a killed one.',
  ),
} as const;

export type PublishingSettings = SettingValues<typeof publishingSettings>;
