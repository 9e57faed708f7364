import { Address, type SettingValues, setting } from '@tributary/kit';
import type { Endpoint } from '../client.ts';

/** Environment variables of Telegram. */
export const settings = {
  TELEGRAM_URL: setting(Address, 'https://api.telegram.org', 'Address of the Telegram Bot API.'),
} as const;

/** Returns the endpoint of the Telegram Bot API; the bot token is in the path of each request. */
export function endpoint({ TELEGRAM_URL: baseUrl }: SettingValues<typeof settings>): Endpoint {
  return { name: 'telegram', baseUrl };
}
