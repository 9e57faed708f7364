import { Address, type SettingValues, setting } from '@tributary/kit';
import { Type } from 'typebox';
import type { Endpoint } from '../client.ts';

const StreamAddress = Type.String({ pattern: '^(wss?://.+)?$', description: 'ws or wss URL' });

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
  BLUESKY_JETSTREAM_URL: setting(
    StreamAddress,
    'wss://jetstream.us-east.bsky.network',
    'Jetstream server (version 2) that new public posts of Bluesky are received from.',
  ),
  BLUESKY_JETSTREAM_V1_URL: setting(
    StreamAddress,
    'wss://jetstream2.us-east.bsky.network',
    'Jetstream server of version 1, used while that of version 2 cannot be reached.',
  ),
  BLUESKY_IDENTIFIER: setting(
    Type.String(),
    '',
    'Handle of a Bluesky account that earlier posts are searched with. New posts need no account.',
  ),
  BLUESKY_APP_PASSWORD: setting(Type.String(), '', 'App password of that account.'),
} as const;

export type BlueskySettings = SettingValues<typeof settings>;

/** Returns an XRPC endpoint: the public AppView, or a PDS with a session token. */
export function endpoint(baseUrl: string, token?: string): Endpoint {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return { name: 'bluesky', baseUrl, headers };
}
