import { Address, type SettingValues, setting } from '@tributary/kit';
import { Type } from 'typebox';
import type { Endpoint } from '../client.ts';

/** Environment variables of YouTube. */
export const settings = {
  YOUTUBE_KEY: setting(Type.String(), '', 'Key of the YouTube Data API v3.'),
  YOUTUBE_URL: setting(Address, 'https://www.googleapis.com/youtube/v3', 'Address of the YouTube Data API.'),
} as const;

/** Returns the endpoint of the YouTube Data API v3. */
export function endpoint({ YOUTUBE_KEY, YOUTUBE_URL }: SettingValues<typeof settings>): Endpoint {
  return {
    name: 'youtube',
    baseUrl: YOUTUBE_URL,
    headers: { 'x-goog-api-key': YOUTUBE_KEY },
    // An exhausted quota and an invalid key are both 403; only the reason in the body distinguishes
    // them.
    classify: (status, body) =>
      status === 403 && /quota|rateLimit/i.test(JSON.stringify(body)) ? 'limited' : undefined,
  };
}
