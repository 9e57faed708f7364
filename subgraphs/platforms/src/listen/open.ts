import type { SettingValues } from '@tributary/kit';
import type { ClientPolicy } from '../client.ts';
import {
  LISTENING_PLATFORMS,
  type ListeningPlatform,
  platformOf,
  type platformSettings,
} from '../registry.ts';
import type { Budget, Source } from './source.ts';

/** Opens the configured sources; `budgetOf` supplies the budget of each. */
export function openSources(
  settings: SettingValues<typeof platformSettings>,
  policy: ClientPolicy,
  budgetOf: (platform: ListeningPlatform) => Budget,
): Map<ListeningPlatform, Source> {
  const sources = new Map<ListeningPlatform, Source>();
  const named = { ...policy, contact: settings.LISTENING_CONTACT };
  for (const slug of LISTENING_PLATFORMS) {
    const source = platformOf(slug).listen?.open({ settings, policy: named, budget: budgetOf(slug) });
    if (source) sources.set(slug, source);
  }
  return sources;
}
