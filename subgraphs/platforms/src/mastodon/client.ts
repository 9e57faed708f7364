import { Address, setting } from '@tributary/kit';
import { Type } from 'typebox';
import type { Endpoint } from '../client.ts';

/** Environment variables of Mastodon. */
export const settings = {
  MASTODON_URL: setting(
    Address,
    '',
    'Mastodon server that statistics are read from; if empty, only stored statistics are returned.',
  ),
  MASTODON_INSTANCES: setting(
    Type.String({
      pattern: '^(https?://[^,\\s]+(,https?://[^,\\s]+){0,9})?$',
      description: 'http or https URLs, comma-separated, at most 10',
    }),
    'https://mastodon.social,https://mastodon.online,https://mstdn.social',
    'Mastodon servers whose public timelines are read for new posts; each sees different ones. Empty: none.',
  ),
} as const;

/** Returns the endpoint of a Mastodon server, with or without an account's token. */
export function endpoint(baseUrl: string, token?: string): Endpoint {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return { name: 'mastodon', baseUrl, headers };
}
