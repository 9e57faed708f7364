import { Address, type SettingValues, setting } from '@tributary/kit';
import { Type } from 'typebox';

/** Environment variables of the publishers; each platform's address can be another's that speaks its protocol. */
export const publisherSettings = {
  PUBLISHING_ALLOW_PRIVATE_ADDRESSES: setting(
    Type.Unsafe<'true' | 'false'>(Type.String({ pattern: '^(true|false)$' })),
    'false',
    'Whether webhooks, and servers that an account names, may be at private addresses.',
  ),
  PUBLISHING_TIMEOUT_MS: setting(
    Type.Integer({ minimum: 10, maximum: 600_000 }),
    30_000,
    'Longest that one request to a platform may take.',
  ),
  PUBLISHING_BLUESKY_URL: setting(
    Address,
    'https://bsky.social',
    'The PDS of Bluesky accounts that name none.',
  ),
  PUBLISHING_DISCORD_URL: setting(Address, 'https://discord.com/api/v10', 'Discord.'),
  PUBLISHING_SLACK_URL: setting(Address, 'https://slack.com/api', 'Slack for bots.'),
  PUBLISHING_SLACK_HOOKS_URL: setting(Address, 'https://hooks.slack.com', "Slack's incoming webhooks."),
  PUBLISHING_TELEGRAM_URL: setting(Address, 'https://api.telegram.org', 'Telegram for bots.'),
  PUBLISHING_X_URL: setting(Address, 'https://api.x.com', 'X API v2.'),
  PUBLISHING_LINKEDIN_URL: setting(Address, 'https://api.linkedin.com', 'LinkedIn.'),
  PUBLISHING_LINKEDIN_VERSION: setting(
    Type.String({ pattern: '^\\d{6}$' }),
    '202604',
    'LinkedIn-Version, a year and a month.',
  ),
  PUBLISHING_DEV_URL: setting(Address, 'https://dev.to/api', 'DEV, or another Forem.'),
} as const;

export type PublisherSettings = SettingValues<typeof publisherSettings>;
