import { Address, type SettingValues, setting } from '@tributary/kit';
import { settings } from '@tributary/kit/host';

/** Settings of the address that the gateway is reached at. */
export const addressSettings = {
  HOST: settings.HOST,
  PORT: settings.PORT,
  PUBLIC_URL: setting(
    Address,
    '',
    'Address of the gateway as its callers know it; without, the address it listens on.',
  ),
} as const;

/** Address of the gateway as its callers know it, without a slash at its end. */
export function publicAddress(values: SettingValues<typeof addressSettings>): string {
  return (values.PUBLIC_URL || `http://${values.HOST}:${values.PORT}`).replace(/\/+$/, '');
}
