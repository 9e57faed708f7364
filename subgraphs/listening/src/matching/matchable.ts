import { languageCode } from '@tributary/kit/text';
import type { Item } from '@tributary/platforms';
import { detectLanguage } from '@tributary/text-models';
import type { Item as MatchableItem } from './read-item.ts';

/**
 * Returns an item as queries see it. A language that its platform does not state is detected when a
 * query first asks for it: that costs more than comparing the item with most queries.
 */
export function matchable(item: Item): MatchableItem {
  const { title, text, author, url, links, platform, community, language, kind, media, metrics } = item;
  let known: string | null | undefined;
  return {
    title: title ?? '',
    text,
    author: author.handle,
    url,
    links,
    source: platform,
    community,
    get language() {
      if (known === undefined)
        known = (language && languageCode(language)) || detectLanguage(`${title ?? ''}\n${text}`);
      return known;
    },
    kind,
    hasMedia: media.some(({ type }) => type !== 'link'),
    score: metrics.likes,
  };
}
