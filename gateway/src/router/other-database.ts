import type { GatewayConfig } from '../config/index.ts';

/**
 * Returns the configuration with another database, whose server has no pooler and no replica, and
 * with a number of connections to it.
 */
export function withOtherDatabase(config: GatewayConfig, url: string, connections: number): GatewayConfig {
  return {
    ...config,
    DATABASE_URL: url,
    DATABASE_DIRECT_URL: '',
    DATABASE_REPLICA_URL: '',
    DATABASE_POOL: connections,
  };
}
