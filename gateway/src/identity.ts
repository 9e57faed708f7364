import type { Logger } from '@tributary/kit';
import type { Config, Subgraph } from '@tributary/kit/host';
import { type Database, openSecrets, secretSettings } from '@tributary/kit/postgres';
import {
  type Admin,
  type Authenticator,
  defineAccess,
  type FindNodeType,
  type OauthAdmin,
  type OauthStore,
  openAccess,
} from './access/index.ts';
import {
  type IdempotentResponses,
  type Limits,
  openIdempotentResponses,
  openLimits,
} from './admission/index.ts';

/** Who asks, and how often they may: what every door that knows its callers stands on. */
export interface Identity {
  readonly authenticator: Authenticator;
  readonly admin: Admin;
  readonly oauth: OauthStore;
  readonly oauthAdmin: OauthAdmin;
  readonly limits: Limits;
  readonly idempotentResponses: IdempotentResponses;
  /** The subgraph of `viewer`. */
  readonly access: Subgraph;
  /** Asks PostgreSQL whether it is there. */
  ping(): Promise<unknown>;
}

/**
 * Opens identity and limits on connections of their own: they never wait behind the subgraphs' queries, and a server
 * that does not answer is noticed within seconds.
 */
export function openIdentity(
  database: Database,
  config: Config,
  log: Logger,
  options: { clock: () => number; issuer: () => string; findNodeType?: FindNodeType },
): Identity {
  const pool = database.openPool({ max: 4, queryTimeout: 4_000 });
  const limits = openLimits({ pool, clock: options.clock });
  const secrets = openSecrets(config.read(secretSettings));
  const opened = openAccess({ pool, log, secrets, ...options });
  const access = defineAccess(limits.read, opened, options.findNodeType);
  return {
    ...opened,
    limits,
    idempotentResponses: openIdempotentResponses({ pool, clock: options.clock }),
    access,
    ping: () => pool.query('select 1'),
  };
}
