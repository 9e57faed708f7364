import type { Config } from '@tributary/kit/host';
import { loadSettings } from '../../config/index.ts';

/** Limits of one process in the settings, which workers divide among themselves. */
const DIVIDED = ['KEY_MAX_CONCURRENT', 'STREAMS_MAX', 'STREAMS_MAX_PER_KEY'] as const;

/**
 * Returns the configuration of one of several workers: each has its share of the limits of one
 * process, and at least 1. Connections are distributed evenly among workers, so that all of
 * them together keep to the limits. Those that PostgreSQL counts hold over all processes anyway.
 */
export function dividedLimits(config: Config, workers: number): Config {
  const limits = config.read(loadSettings);
  const share = (limit: number) => String(Math.max(1, Math.floor(limit / workers)));
  return config.override({
    ...Object.fromEntries(DIVIDED.map((name) => [name, share(limits[name])])),
    DATABASE_POOL: share(config.DATABASE_POOL),
  });
}
