import type { Secrets } from '@tributary/kit/postgres';
import type { PublishingPlatform as Platform, Publisher } from '@tributary/platforms';

/** Services for connecting accounts and renewing their credentials. */
export interface AccountServices {
  readonly publishers: ReadonlyMap<Platform, Publisher>;
  readonly secrets: Secrets;
  /** Returns the current time in milliseconds. */
  readonly clock: () => number;
}
