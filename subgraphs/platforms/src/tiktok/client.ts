import { Address, type SettingValues, setting } from '@tributary/kit';
import { Type } from 'typebox';
import type { Endpoint } from '../client.ts';

/** Environment variables of TikTok. */
export const settings = {
  TIKTOK_KEY: setting(Type.String(), '', 'RapidAPI key for tiktok-api23, an unofficial source.'),
  TIKTOK_URL: setting(Address, 'https://tiktok-api23.p.rapidapi.com', 'Address of tiktok-api23.'),
} as const;

/** Returns the endpoint of tiktok-api23 on RapidAPI. */
export function endpoint({ TIKTOK_KEY, TIKTOK_URL }: SettingValues<typeof settings>): Endpoint {
  return {
    name: 'tiktok-api23',
    baseUrl: TIKTOK_URL,
    headers: { 'x-rapidapi-key': TIKTOK_KEY, 'x-rapidapi-host': new URL(TIKTOK_URL).host },
  };
}
