import { Address, type SettingValues, setting } from '@tributary/kit';
import { Type } from 'typebox';
import type { Endpoint } from '../client.ts';
import { graphFault } from '../meta/graph-errors.ts';

/** Environment variables of Instagram. */
export const settings = {
  INSTAGRAM_TOKEN: setting(Type.String(), '', 'Access token for business discovery on Instagram.'),
  INSTAGRAM_USER: setting(Type.String(), '', 'Id of the Instagram account that discovers others.'),
  INSTAGRAM_URL: setting(
    Address,
    'https://graph.facebook.com/v20.0',
    'Address of the Graph API for Instagram.',
  ),
} as const;

/** Returns the endpoint of the Graph API, with a token for Instagram. */
export function endpoint({ INSTAGRAM_TOKEN, INSTAGRAM_URL }: SettingValues<typeof settings>): Endpoint {
  return {
    name: 'instagram',
    baseUrl: INSTAGRAM_URL,
    headers: { authorization: `Bearer ${INSTAGRAM_TOKEN}` },
    classify: graphFault,
  };
}
