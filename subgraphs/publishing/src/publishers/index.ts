import { openLines } from './lines.ts';
import { mastodon } from './mastodon.ts';
import type { Platform, Publisher, PublisherServices } from './publisher.ts';
import { webhook } from './webhook.ts';

/** Every publisher. To add a platform: its file, and a line here. */
export function openPublishers(services: PublisherServices): ReadonlyMap<Platform, Publisher> {
  const lines = openLines(services);
  const all = [mastodon(lines), webhook(lines)];
  return new Map(all.map((publisher) => [publisher.platform, publisher]));
}
