import { Address, type SettingValues, setting } from '@tributary/kit';
import type { Endpoint } from '../client.ts';

/** Environment variables of DEV. */
export const settings = {
  DEV_URL: setting(Address, 'https://dev.to/api', 'Address of the API of DEV, or of another Forem.'),
} as const;

/** Returns the endpoint of the Forem API v1, with or without an account's key. */
export function endpoint({ DEV_URL: baseUrl }: SettingValues<typeof settings>, key?: string): Endpoint {
  const accept = 'application/vnd.forem.api-v1+json';
  const headers = key === undefined ? { accept } : { accept, 'api-key': key };
  return { name: 'devto', baseUrl, headers };
}
