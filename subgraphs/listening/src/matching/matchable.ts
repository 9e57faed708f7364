import type { Item } from '@tributary/platforms';
import type { Item as MatchableItem } from './read-item.ts';

/** Returns an item as queries see it. */
export function matchable(item: Item): MatchableItem {
  const { title, text, author, url, links, platform, community, language, kind, media, metrics } = item;
  return {
    title: title ?? '',
    text,
    author: author.handle,
    url,
    links,
    source: platform,
    community,
    language,
    kind,
    hasMedia: media.some(({ type }) => type !== 'link'),
    score: metrics.likes,
  };
}
