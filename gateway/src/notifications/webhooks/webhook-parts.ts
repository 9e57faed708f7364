import type { Logger } from '@tributary/kit';
import type { Secrets } from '@tributary/kit/postgres';
import type { Kysely } from 'kysely';
import type { Tables } from '../data/tables.ts';
import type { SendOptions } from './send-message.ts';

/** Dependencies of deliveries. */
export interface WebhookParts {
  readonly db: Kysely<Tables>;
  readonly secrets: Secrets;
  readonly send: SendOptions;
  readonly log: Logger;
  /** Returns the current time in milliseconds. */
  readonly clock: () => number;
  /** Returns where callers reach the gateway, for links in messages. */
  readonly publicUrl: () => string;
}
