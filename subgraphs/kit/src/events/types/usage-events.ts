import { Type } from 'typebox';
import { count, event, nullable, text, time } from './event-definition.ts';

/** Events of limits, balances and settings of the workspace. */
export const usageEvents = {
  'balance.low': event(
    'A charge took the prepaid balance for lookups below its warning threshold.',
    'workspace',
    Type.Object({
      balanceMicros: count('Balance after the charge, in millionths of a US dollar.'),
      thresholdMicros: count('Warning threshold, in millionths of a US dollar.'),
    }),
    { balanceMicros: 998_000, thresholdMicros: 1_000_000 },
  ),
  'webhook.disabled': event(
    'A webhook was disabled, because its server answered 410 or every attempt failed for five days.',
    'webhook',
    Type.Object({
      webhookId: text('Id of the webhook.'),
      host: text('Host of its address.'),
      reason: text('Reason: `gone` or `failing`.'),
      message: text('Description of the reason.'),
    }),
    {
      webhookId: '9a5d1c64-0d0b-4c3c-8f0e-6f0f2f7f3a10',
      host: 'hooks.acme.example',
      reason: 'gone',
      message: 'The server answered 410.',
    },
  ),
  'destination.disabled': event(
    'A destination of alerts was disabled, because its platform rejected the credentials.',
    'destination',
    Type.Object({
      destinationId: text('Id of the destination.'),
      name: text('Name of the destination.'),
      kind: text('Kind: `slack`, `discord`, `telegram` or `email`.'),
      message: text("The platform's reason."),
    }),
    {
      destinationId: '4a1f7d52-8a4e-4c8f-a1b7-2d8f0f5b9c33',
      name: 'Team channel',
      kind: 'slack',
      message: 'slack: token_revoked',
    },
  ),
  'retention.changed': event(
    'A rule was set or deleted that says after how many days community posts and mentions are deleted.',
    'workspace',
    Type.Object({
      platform: nullable(text('Platform that the rule is for, such as `reddit`; null for all.')),
      days: nullable(count('Days after which they are deleted; null if the rule was deleted.')),
      actor: text('Who set it: `key:` with the prefix of the key, or `workspace`.'),
    }),
    { platform: 'reddit', days: 90, actor: 'key:tk_live_3f2504e0' },
  ),
  'limit.reached': event(
    'A key used up a request limit. Recorded once in each window of the limit.',
    'API key',
    Type.Object({
      keyId: text('Id of the API key.'),
      limit: text('Name of the limit: `graphql`, or the product whose REST API is limited.'),
      max: count('Requests allowed in the window.'),
      resetsAt: time('End of the window.'),
    }),
    {
      keyId: '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
      limit: 'community-tracker',
      max: 5_000,
      resetsAt: '2026-05-05T00:00:00.000Z',
    },
  ),
};
