import { Address, setting } from '@tributary/kit';
import type { Endpoint } from '../client.ts';

/** Environment variables of Mastodon. */
export const settings = {
  MASTODON_URL: setting(
    Address,
    '',
    'Mastodon server that statistics are read from; if empty, only stored statistics are returned.',
  ),
} as const;

/** Returns the endpoint of a Mastodon server, with or without an account's token. */
export function endpoint(baseUrl: string, token?: string): Endpoint {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return { name: 'mastodon', baseUrl, headers };
}
