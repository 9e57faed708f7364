import type { Operation, Platform } from '../../platforms.ts';
import { isPlatform, PLATFORM_NAMES, PLATFORMS } from '../../platforms.ts';
import { bluesky } from '../../providers/bluesky.ts';
import { catalogue } from '../../providers/catalogue.ts';
import { facebook } from '../../providers/facebook.ts';
import { instagram } from '../../providers/instagram.ts';
import { linkedin } from '../../providers/linkedin.ts';
import type { LiveOptions } from '../../providers/live.ts';
import { mastodon } from '../../providers/mastodon.ts';
import type { Provider } from '../../providers/provider.ts';
import { tiktokApi23 } from '../../providers/tiktok-api23.ts';
import { x } from '../../providers/x.ts';
import { youtube } from '../../providers/youtube.ts';

/** Live sources, by name and with what their absence is to be mended by. A new one is its file and a line here. */
const LIVE: Readonly<Record<string, { open: (options: LiveOptions) => Provider | null; setting: string }>> = {
  'tiktok-api23': { open: tiktokApi23, setting: 'CREATORS_TIKTOK_KEY' },
  instagram: { open: instagram, setting: 'CREATORS_INSTAGRAM_TOKEN and CREATORS_INSTAGRAM_USER' },
  youtube: { open: youtube, setting: 'CREATORS_YOUTUBE_KEY' },
  x: { open: x, setting: 'CREATORS_X_TOKEN' },
  facebook: { open: facebook, setting: 'CREATORS_FACEBOOK_TOKEN' },
  linkedin: { open: linkedin, setting: 'CREATORS_LINKEDIN_TOKEN' },
  bluesky: { open: bluesky, setting: 'CREATORS_BLUESKY_URL' },
  mastodon: { open: mastodon, setting: 'CREATORS_MASTODON_URL' },
};

/** Sources of each platform, in the order in which they are asked. */
export type Sources = ReadonlyMap<Platform, readonly Provider[]>;

/**
 * Opens the sources that are configured. Without an order of its own a platform is asked live first and then in the
 * catalogue. Fails when CREATORS_SOURCES names what there is not.
 */
export function openSources(options: LiveOptions): Sources {
  const opened = new Map<string, Provider>([[catalogue.name, catalogue]]);
  for (const [name, { open }] of Object.entries(LIVE)) {
    const provider = open(options);
    if (provider) opened.set(name, provider);
  }
  const orders = parseOrders(options.settings.CREATORS_SOURCES);
  const usual = [...Object.keys(LIVE), catalogue.name];
  return new Map(
    PLATFORMS.map((platform) => {
      const names = orders.get(platform) ?? usual;
      const providers = names.map((name) => opened.get(name)).filter((provider) => provider !== undefined);
      return [platform, providers.filter(({ platforms }) => platforms.includes(platform))];
    }),
  );
}

function parseOrders(setting: string): Map<Platform, string[]> {
  const orders = new Map<Platform, string[]>();
  for (const pair of setting.split(';').filter(Boolean)) {
    const [platform, list] = pair.split('=') as [string, string];
    const names = list.split(',');
    const unknown = names.find((name) => name !== catalogue.name && !(name in LIVE));
    if (!isPlatform(platform)) throw new Error(`CREATORS_SOURCES names "${platform}", which is no platform.`);
    if (unknown) throw new Error(`CREATORS_SOURCES names "${unknown}", which is no source.`);
    orders.set(platform, names);
  }
  return orders;
}

/** The sources that can answer an operation for a platform. */
export function sourcesFor(sources: Sources, platform: Platform, operation: Operation): Provider[] {
  return (sources.get(platform) ?? []).filter(({ capabilities }) => capabilities[operation]);
}

/** What an operator has to set so that a platform is asked live, in words. */
export function howToConfigure(platform: Platform): string {
  const settings = Object.entries(LIVE).filter(([name]) =>
    name.startsWith(platform === 'twitter' ? 'x' : platform),
  );
  const names = settings.map(([, { setting }]) => setting).join(' or ');
  return `No source is configured for ${PLATFORM_NAMES[platform]}: set ${names}, or name \`catalogue\` in CREATORS_SOURCES.`;
}
