import type { SettingValues } from '@tributary/kit';
import { processSettings } from '@tributary/kit/host';

/** Settings of the address that the gateway is reached at. */
export const addressSettings = {
  HOST: processSettings.HOST,
  PORT: processSettings.PORT,
  PUBLIC_URL: processSettings.PUBLIC_URL,
} as const;

/** Address of the gateway as its callers know it, without a slash at its end. */
export function publicAddress(values: SettingValues<typeof addressSettings>): string {
  return (values.PUBLIC_URL || `http://${values.HOST}:${values.PORT}`).replace(/\/+$/, '');
}
