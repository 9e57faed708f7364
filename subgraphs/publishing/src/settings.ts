import { type SettingValues, setting } from '@tributary/kit';
import { secretSettings } from '@tributary/kit/postgres';
import { Type } from 'typebox';
import { assistanceSettings } from './assistance/index.ts';
import { mediaSettings } from './media/index.ts';
import { publisherSettings } from './publishers/settings.ts';

/** Environment variables of the publishing subgraph. */
export const publishingSettings = {
  ...secretSettings,
  ...publisherSettings,
  ...mediaSettings,
  ...assistanceSettings,
  PUBLISHING_LEASE_MS: setting(
    Type.Integer({ minimum: 100, maximum: 3_600_000 }),
    120_000,
    'How long one process may have a post to publish; when it was killed, another takes it up after that.',
  ),
} as const;

export type PublishingSettings = SettingValues<typeof publishingSettings>;
