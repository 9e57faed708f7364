import type { Secrets } from '@tributary/kit/postgres';
import type { PublishingPlatform as Platform, Publisher } from '@tributary/platforms';

/** What connecting accounts and renewing their credentials needs. */
export interface AccountServices {
  readonly publishers: ReadonlyMap<Platform, Publisher>;
  readonly secrets: Secrets;
}
