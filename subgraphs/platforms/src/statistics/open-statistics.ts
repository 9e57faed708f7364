import type { SettingValues } from '@tributary/kit';
import type { ClientPolicy } from '../client.ts';
import { CREATOR_PLATFORMS, type CreatorPlatform, platformOf, type platformSettings } from '../registry.ts';
import type { StatisticsSource } from './statistics-source.ts';

/** Opens the configured sources of statistics. */
export function openStatistics(
  settings: SettingValues<typeof platformSettings>,
  policy: ClientPolicy,
): ReadonlyMap<CreatorPlatform, StatisticsSource> {
  const sources = new Map<CreatorPlatform, StatisticsSource>();
  for (const slug of CREATOR_PLATFORMS) {
    const part = platformOf(slug).statistics;
    const capabilities = part?.open({ settings, policy });
    if (part && capabilities) sources.set(slug, { name: part.source, capabilities });
  }
  return sources;
}
