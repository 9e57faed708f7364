import type { SubgraphRequest } from '@tributary/kit';
import type { Scope } from '@tributary/kit/postgres';
import type { Tables } from './data/tables.ts';

/** Context of the resolvers for one request. */
export interface Context extends SubgraphRequest {
  scope(): Scope<Tables>;
  /** Returns the current time in milliseconds. */
  readonly clock: () => number;
}
