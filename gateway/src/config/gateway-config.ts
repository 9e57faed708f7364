import type { SettingValues } from '@tributary/kit';
import type { Config } from '@tributary/kit/host';
import { gatewaySettings } from './settings.ts';

/** The settings of the process and of the gateway. */
export type GatewayConfig = Config & SettingValues<typeof gatewaySettings>;

/** Adds the gateway's settings to those of the process; throws if one is invalid. */
export function gatewayConfig(config: Config): GatewayConfig {
  return { ...config.read(gatewaySettings), ...config };
}
