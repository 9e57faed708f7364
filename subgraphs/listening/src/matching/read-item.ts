import { indexText, type TextIndex } from '@tributary/kit/text';
import { lowerAscii } from '../query/fields.ts';

/** A post or comment as queries see it. What its source does not say is null or empty. */
export interface Item {
  /** Plain text, as `text`. */
  readonly title: string;
  readonly text: string;
  /** The author's name on the platform, without `@`. */
  readonly author: string | null;
  /** Where it is published. */
  readonly url: string | null;
  /** Addresses that it links to. */
  readonly links: readonly string[];
  /** The slug of its platform. */
  readonly source: string;
  /** Subreddit, tag, instance or repository. */
  readonly community: string | null;
  /** ISO 639 code, possibly with a region: `en-US`. */
  readonly language: string | null;
  readonly kind: 'post' | 'comment';
  readonly hasMedia: boolean;
  /** Points or likes on its platform. */
  readonly score: number | null;
}

/** An item prepared for any number of queries. */
export interface ReadItem {
  readonly item: Item;
  readonly index: TextIndex;
  /** Properties as fields compare them. */
  readonly author: string | null;
  readonly community: string | null;
  /** May be detected on access, see `matchable`. */
  readonly language: string | null;
  readonly url: string;
  readonly links: readonly string[];
  readonly host: string | null;
  readonly linkHosts: readonly string[];
}

/** Prepares an item for matching. */
export function readItem(item: Item): ReadItem {
  const url = item.url === null ? '' : lowerAscii(item.url);
  const links = item.links.map(lowerAscii);
  return {
    item,
    index: indexText(item.title, item.text),
    author: item.author && lowerAscii(item.author),
    community: item.community && lowerAscii(item.community),
    get language() {
      const { language } = item;
      return language && lowerAscii(language.split('-')[0]!);
    },
    url,
    links,
    host: hostOf(url),
    linkHosts: links.map(hostOf).filter((host) => host !== null),
  };
}

/**
 * Whether an item is in one of the languages that a query is limited to. An item whose language
 * cannot be told is, so that nothing is lost.
 */
export function isInLanguages(read: ReadItem, languages: readonly string[] | null): boolean {
  if (languages === null) return true;
  const { language } = read;
  return language === null || languages.includes(language);
}

/** The host in an address in lower case; PostgreSQL reads the same pattern. */
export const HOST = '^https?://(?:[^/?#@]*@)?([^/?#:]+)';
const HOST_PATTERN = new RegExp(HOST);

function hostOf(address: string): string | null {
  return HOST_PATTERN.exec(address)?.[1] ?? null;
}

/** Whether a host is a site or one of its subdomains. */
export function isWithin(host: string, site: string): boolean {
  return host === site || host.endsWith(`.${site}`);
}
