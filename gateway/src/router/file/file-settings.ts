import type { Config } from '@tributary/kit/host';
import type { ReadRouterFile } from './read-router-file.ts';

/** Returns the configuration of a process whose file wins over its environment. */
export function withFileSettings(environment: Config, { values }: ReadRouterFile): Config {
  const settings = Object.entries(values.settings ?? {}).map(([name, value]) => [name, String(value)]);
  return settings.length > 0 ? environment.override(Object.fromEntries(settings)) : environment;
}
