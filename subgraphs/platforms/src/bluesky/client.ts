import { Address, type SettingValues, setting } from '@tributary/kit';
import type { Endpoint } from '../client.ts';

/** Environment variables of Bluesky. */
export const settings = {
  BLUESKY_APPVIEW_URL: setting(
    Address,
    '',
    'Public API of Bluesky for statistics, `https://public.api.bsky.app`; if empty, only stored statistics are returned.',
  ),
  BLUESKY_PDS_URL: setting(
    Address,
    'https://bsky.social',
    'PDS of the Bluesky accounts that name none, for publishing.',
  ),
} as const;

export type BlueskySettings = SettingValues<typeof settings>;

/** Returns an XRPC endpoint: the public AppView, or a PDS with a session token. */
export function endpoint(baseUrl: string, token?: string): Endpoint {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return { name: 'bluesky', baseUrl, headers };
}
