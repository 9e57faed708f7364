import type { Secrets } from '@tributary/kit/postgres';
import type { Platform, Publisher } from '../publishers/publisher.ts';

/** What connecting accounts and renewing their credentials needs. */
export interface AccountServices {
  readonly publishers: ReadonlyMap<Platform, Publisher>;
  readonly secrets: Secrets;
}
