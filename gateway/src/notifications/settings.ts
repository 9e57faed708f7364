import { setting } from '@tributary/kit';
import { oneOf } from '@tributary/kit/host';
import { secretSettings } from '@tributary/kit/postgres';

/** Environment variables of webhooks. */
export const notificationSettings = {
  ...secretSettings,
  WEBHOOKS_ALLOW_PRIVATE_ADDRESSES: setting(
    oneOf('true', 'false'),
    'false',
    'Whether webhooks may have private addresses, and addresses without TLS.',
  ),
} as const;
