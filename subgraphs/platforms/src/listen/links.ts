import { unescapeHtml } from '@tributary/kit/text';

const HREF = /<a\b[^>]*?\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')/gi;
const BARE = /\bhttps?:\/\/[^\s<>"'()[\]{}]+/gi;
/** Maximum number of links of an item. */
const MOST = 50;

/** Lists the absolute URLs that an HTML fragment links to. */
export function linksInHtml(html: string): string[] {
  return distinct(
    Array.from(html.matchAll(HREF), ([, double, single]) => unescapeHtml(double ?? single ?? '')),
  );
}

/** Lists the URLs that are written in plain text or Markdown. */
export function linksInText(text: string): string[] {
  return distinct(Array.from(text.matchAll(BARE), ([url]) => url.replace(/[.,;:!?*_]+$/, '')));
}

/** Returns absolute http(s) URLs once each. */
export function distinct(urls: readonly (string | null | undefined)[]): string[] {
  const valid = urls.filter((url): url is string => /^https?:\/\//i.test(url ?? '') && URL.canParse(url!));
  return [...new Set(valid)].slice(0, MOST);
}
