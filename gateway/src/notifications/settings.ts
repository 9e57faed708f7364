import { setting } from '@tributary/kit';
import { oneOf } from '@tributary/kit/host';
import { secretSettings } from '@tributary/kit/postgres';
import { Type } from 'typebox';

/** Environment variables of webhooks and alerts. */
export const notificationSettings = {
  ...secretSettings,
  WEBHOOKS_ALLOW_PRIVATE_ADDRESSES: setting(
    oneOf('true', 'false'),
    'false',
    'Whether webhooks may have private addresses, and addresses without TLS.',
  ),
  SMTP_URL: setting(
    Type.String({ pattern: '^(smtps?://\\S+)?$', description: 'smtp:// or smtps:// URL' }),
    '',
    'Server that sends alerts by email, with user and password: `smtps://user:password@mail.example.org`. Without it, there ' +
      'are no destinations by email.',
  ),
  SMTP_FROM: setting(
    Type.String({ pattern: '^[\\x20-\\x7e]*@[\\x20-\\x7e]+$', description: 'email address' }),
    'Tributary <tributary@localhost>',
    'Sender of alerts by email.',
  ),
} as const;
