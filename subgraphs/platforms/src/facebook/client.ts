import { Address, type SettingValues, setting } from '@tributary/kit';
import { Type } from 'typebox';
import type { Endpoint } from '../client.ts';
import { graphFault } from '../meta/graph-errors.ts';

/** Environment variables of Facebook. */
export const settings = {
  FACEBOOK_TOKEN: setting(Type.String(), '', 'Access token for pages on Facebook.'),
  FACEBOOK_URL: setting(
    Address,
    'https://graph.facebook.com/v20.0',
    'Address of the Graph API for Facebook.',
  ),
} as const;

/** Returns the endpoint of the Graph API, with a token for Facebook. */
export function endpoint({ FACEBOOK_TOKEN, FACEBOOK_URL }: SettingValues<typeof settings>): Endpoint {
  return {
    name: 'facebook',
    baseUrl: FACEBOOK_URL,
    headers: { authorization: `Bearer ${FACEBOOK_TOKEN}` },
    classify: graphFault,
  };
}
