import type { SettingValues } from '@tributary/kit';
import type { ClientPolicy } from '../client.ts';
import {
  PUBLISHING_PLATFORMS,
  type PublishingPlatform,
  platformOf,
  type platformSettings,
} from '../registry.ts';
import { openAccountClients } from './account-client.ts';
import type { Publisher } from './publisher.ts';

/** Opens every publisher that is not part of this installation. */
export function openPublishers(
  settings: SettingValues<typeof platformSettings>,
  policy: ClientPolicy,
): Map<PublishingPlatform, Publisher> {
  const clients = openAccountClients(policy);
  const publishers = new Map<PublishingPlatform, Publisher>();
  for (const slug of PUBLISHING_PLATFORMS) {
    const publisher = platformOf(slug).publish?.open?.({
      settings,
      clients,
      clock: policy.clock,
      allowPrivate: policy.allowPrivate ?? false,
    });
    if (publisher) publishers.set(slug, publisher);
  }
  return publishers;
}
