import { Address, type SettingValues, setting } from '@tributary/kit';
import type { Endpoint } from '../client.ts';

/** Environment variables of Bluesky. */
export const settings = {
  BLUESKY_APPVIEW_URL: setting(
    Address,
    '',
    'Public API of Bluesky for statistics, `https://public.api.bsky.app`; without it they are served from storage only.',
  ),
  BLUESKY_PDS_URL: setting(
    Address,
    'https://bsky.social',
    'The PDS of accounts of Bluesky that do not name one, for publishing.',
  ),
} as const;

export type BlueskySettings = SettingValues<typeof settings>;

/** Returns an XRPC endpoint: the public AppView, or a PDS with a session token. */
export function endpoint(baseUrl: string, token?: string): Endpoint {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return { name: 'bluesky', baseUrl, headers };
}
