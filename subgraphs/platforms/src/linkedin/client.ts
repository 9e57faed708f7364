import { Address, type SettingValues, setting } from '@tributary/kit';
import { Type } from 'typebox';
import type { Endpoint } from '../client.ts';

/** Environment variables of LinkedIn. */
export const settings = {
  LINKEDIN_TOKEN: setting(Type.String(), '', 'Access token for statistics of organisations on LinkedIn.'),
  LINKEDIN_ORGANIZATION: setting(
    Type.String({ pattern: '^\\d*$' }),
    '',
    'Id of the organisation whose posts show impressions.',
  ),
  LINKEDIN_VERSION: setting(
    Type.String({ pattern: '^\\d{6}$' }),
    '202604',
    'Version of the LinkedIn API, a year and a month.',
  ),
  LINKEDIN_URL: setting(Address, 'https://api.linkedin.com', 'Address of the LinkedIn API.'),
} as const;

export type LinkedInSettings = SettingValues<typeof settings>;

/** Returns the endpoint of the LinkedIn API, with an application's or a member's token. */
export function endpoint(
  { LINKEDIN_URL, LINKEDIN_VERSION: version }: LinkedInSettings,
  token: string,
  baseUrl: string = LINKEDIN_URL,
): Endpoint {
  const headers = {
    authorization: `Bearer ${token}`,
    'linkedin-version': version,
    'x-restli-protocol-version': '2.0.0',
  };
  return { name: 'linkedin', baseUrl, headers };
}
