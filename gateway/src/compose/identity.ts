import type { Logger } from '@tributary/kit';
import type { Subgraph } from '@tributary/kit/host';
import { type Database, openSecrets, type Secrets, secretSettings } from '@tributary/kit/postgres';
import {
  type Admin,
  type Authenticator,
  defineAccess,
  type FindNodeType,
  type OauthAdmin,
  type OauthStore,
  openAccess,
} from '../access/index.ts';
import {
  type IdempotentResponses,
  type Limits,
  openIdempotentResponses,
  openLimits,
} from '../admission/index.ts';
import type { GatewayConfig } from '../config/index.ts';
import type { Sources } from './overrides.ts';

/** Identity and limits, which every endpoint with authenticated callers depends on. */
export interface Identity {
  readonly authenticator: Authenticator;
  readonly admin: Admin;
  readonly oauth: OauthStore;
  readonly oauthAdmin: OauthAdmin;
  readonly secrets: Secrets;
  readonly limits: Limits;
  readonly idempotentResponses: IdempotentResponses;
  /** The subgraph that resolves `viewer`. */
  readonly access: Subgraph;
  /** Checks that PostgreSQL responds. */
  ping(): Promise<unknown>;
}

/** Options for opening identity. */
export interface IdentityOptions extends Sources {
  readonly issuer: () => string;
  readonly findNodeType: FindNodeType;
  readonly sharesConnections: boolean;
}

/** Timeout of a query in milliseconds, which also covers a server that does not respond. */
const QUERY_TIMEOUT = 4_000;

/**
 * Opens identity and limits on a separate connection pool, so that they never wait behind the
 * subgraphs' queries and an unresponsive server is noticed within seconds.
 */
export function openIdentity(
  database: Database,
  config: GatewayConfig,
  log: Logger,
  { sharesConnections, findNodeType, ...options }: IdentityOptions,
): Identity {
  const pool = sharesConnections ? database.pool : database.openPool({ max: 4, queryTimeout: QUERY_TIMEOUT });
  const limits = openLimits({ pool, clock: options.clock });
  const secrets = openSecrets(config.read(secretSettings));
  const hasConsole = config.TRIBUTARY_CONSOLE === 'on';
  const connections = database.openPool({ max: 1, queryTimeout: QUERY_TIMEOUT, direct: true });
  const opened = openAccess({ pool, connections, log, secrets, hasConsole, ...options });
  return {
    ...opened,
    secrets,
    limits,
    idempotentResponses: openIdempotentResponses({ pool, ...options }),
    access: defineAccess(limits.read, opened, findNodeType),
    ping: () => pool.query('select 1'),
  };
}
