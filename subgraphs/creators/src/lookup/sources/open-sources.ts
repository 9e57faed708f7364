import type { SettingValues } from '@tributary/kit';
import {
  type ClientPolicy,
  openStatistics,
  platformName,
  platformOf,
  type platformSettings,
} from '@tributary/platforms';
import type { Operation, Platform } from '../../platforms.ts';
import { PLATFORM_NAMES, PLATFORMS } from '../../platforms.ts';
import { catalogue } from './catalogue.ts';
import type { Provider } from './provider.ts';

/** Sources of each platform, in query order. */
export type Sources = ReadonlyMap<Platform, readonly Provider[]>;

/**
 * Opens the configured sources. By default a platform's live source comes before the catalogue.
 * Throws if the configured order names an unknown platform or source.
 */
export function openSources(
  settings: SettingValues<typeof platformSettings>,
  policy: ClientPolicy,
  order: string,
): Sources {
  const opened = new Map<string, Provider>([[catalogue.name, catalogue]]);
  for (const [platform, source] of openStatistics(settings, policy))
    opened.set(source.name, { ...source, platforms: [platform], live: true });
  const orders = parseOrders(order);
  const usual = [...SOURCE_NAMES, catalogue.name];
  return new Map(
    PLATFORMS.map((platform) => {
      const names = orders.get(platform) ?? usual;
      const providers = names.map((name) => opened.get(name)).filter((provider) => provider !== undefined);
      return [platform, providers.filter(({ platforms }) => platforms.includes(platform))];
    }),
  );
}

const SOURCE_NAMES = PLATFORMS.map((platform) => platformOf(platform).statistics!.source);

function parseOrders(setting: string): Map<Platform, string[]> {
  const orders = new Map<Platform, string[]>();
  for (const pair of setting.split(';').filter(Boolean)) {
    const [text, list] = pair.split('=') as [string, string];
    const names = list.split(',');
    const unknown = names.find((name) => name !== catalogue.name && !SOURCE_NAMES.includes(name));
    const platform = platformName(text, PLATFORMS);
    if (!platform) throw new Error(`CREATORS_SOURCES names "${text}", which is not a platform.`);
    if (unknown) throw new Error(`CREATORS_SOURCES names "${unknown}", which is not a source.`);
    orders.set(platform, names);
  }
  return orders;
}

/** Returns the sources that support an operation for a platform. */
export function sourcesFor(sources: Sources, platform: Platform, operation: Operation): Provider[] {
  return (sources.get(platform) ?? []).filter(({ capabilities }) => capabilities[operation]);
}

/** Returns which settings an operator must set to enable a live source for a platform. */
export function howToConfigure(platform: Platform): string {
  const { requires } = platformOf(platform).statistics!;
  return `No source is configured for ${PLATFORM_NAMES[platform]}: set ${requires}, or name \`catalogue\` in CREATORS_SOURCES.`;
}
