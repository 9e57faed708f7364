import { bluesky } from './bluesky.ts';
import { dev } from './dev.ts';
import { discord } from './discord.ts';
import { openLines } from './lines.ts';
import { openLinkCards } from './link-card.ts';
import { linkedin } from './linkedin.ts';
import { mastodon } from './mastodon.ts';
import type { Platform, Publisher, PublisherServices } from './publisher.ts';
import { sandbox } from './sandbox.ts';
import { slack } from './slack.ts';
import { telegram } from './telegram.ts';
import { webhook } from './webhook.ts';
import { x } from './x.ts';

/** Every publisher. To add a platform: its file, and a line here. */
export function openPublishers(services: PublisherServices): ReadonlyMap<Platform, Publisher> {
  const { settings } = services;
  const lines = openLines(services);
  const all = [
    bluesky(
      lines,
      settings.PUBLISHING_BLUESKY_URL,
      openLinkCards(settings.PUBLISHING_ALLOW_PRIVATE_ADDRESSES === 'true'),
    ),
    mastodon(lines),
    discord(lines, settings.PUBLISHING_DISCORD_URL),
    slack(lines, { bots: settings.PUBLISHING_SLACK_URL, hooks: settings.PUBLISHING_SLACK_HOOKS_URL }),
    telegram(lines, settings.PUBLISHING_TELEGRAM_URL),
    webhook(lines),
    x(lines, settings.PUBLISHING_X_URL),
    linkedin(lines, {
      baseUrl: settings.PUBLISHING_LINKEDIN_URL,
      version: settings.PUBLISHING_LINKEDIN_VERSION,
    }),
    dev(lines, settings.PUBLISHING_DEV_URL),
    ...(services.sandbox ? [sandbox(services.sandbox)] : []),
  ];
  return new Map(all.map((publisher) => [publisher.platform, publisher]));
}
