import { Address, type SettingValues, setting } from '@tributary/kit';
import type { Endpoint } from '../client.ts';

/** Environment variables of Discord. */
export const settings = {
  DISCORD_URL: setting(Address, 'https://discord.com/api/v10', 'Address of the Discord API.'),
} as const;

/** Returns the endpoint of the Discord API; a webhook's token is in the path of each request. */
export function endpoint({ DISCORD_URL: baseUrl }: SettingValues<typeof settings>): Endpoint {
  return { name: 'discord', baseUrl };
}
