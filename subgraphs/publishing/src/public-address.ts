import type { SettingValues } from '@tributary/kit';
import { processSettings } from '@tributary/kit/host';

/** Settings that determine the public address of the gateway. */
export const addressSettings = {
  HOST: processSettings.HOST,
  PORT: processSettings.PORT,
  PUBLIC_URL: processSettings.PUBLIC_URL,
} as const;

/** Returns the public address of the gateway, without a trailing slash. */
export function publicAddress(values: SettingValues<typeof addressSettings>): string {
  return (values.PUBLIC_URL || `http://${values.HOST}:${values.PORT}`).replace(/\/+$/, '');
}
