import { UpstreamError } from '@tributary/kit/http-client';
import { type AtomFeed, type JsonFeed, parseFeed as parse, type RdfFeed, type RssFeed } from 'feedsmith';

/** An entry of a feed of any format. */
export interface FeedEntry {
  readonly id: string | null;
  readonly url: string | null;
  readonly title: string | null;
  readonly html: string;
  readonly author: { readonly name: string | null; readonly url: string | null };
  readonly publishedAt: Date | null;
  readonly tags: readonly string[];
  readonly language: string | null;
}

/** A parsed feed. */
export interface ParsedFeed {
  readonly title: string | null;
  /** Minutes that the publisher asks to wait between readings; null if it does not. */
  readonly ttlMinutes: number | null;
  readonly entries: readonly FeedEntry[];
}

type DeepPartial<Value> = Value extends readonly (infer Each)[]
  ? DeepPartial<Each>[]
  : Value extends object
    ? { readonly [Name in keyof Value]?: DeepPartial<Value[Name]> | undefined }
    : Value;

/**
 * Parses RSS, Atom, RDF or JSON Feed; throws an UpstreamError `malformed` for anything else. A
 * document that declares entities is refused, because they can expand without bound.
 */
export function parseFeed(document: string): ParsedFeed {
  if (/<!ENTITY/i.test(document)) throw new UpstreamError('malformed', 'The feed declares XML entities.');
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(document);
  } catch (cause) {
    throw new UpstreamError('malformed', 'This is not a feed.', { cause });
  }
  const { format, feed } = parsed;
  if (format === 'rss') return fromRss(feed as DeepPartial<RssFeed.Feed<string>>);
  if (format === 'atom') return fromAtom(feed as DeepPartial<AtomFeed.Feed<string>>);
  if (format === 'rdf') return fromRdf(feed as DeepPartial<RdfFeed.Feed<string>>);
  return fromJson(feed as DeepPartial<JsonFeed.Feed<string>>);
}

function fromRss(feed: DeepPartial<RssFeed.Feed<string>>): ParsedFeed {
  return {
    title: feed.title ?? null,
    ttlMinutes: feed.ttl ?? null,
    entries: (feed.items ?? []).map((item) => ({
      id: item.guid?.value ?? null,
      url: item.link ?? (item.guid?.isPermaLink === false ? null : (item.guid?.value ?? null)),
      title: item.title ?? null,
      html: item.content?.encoded ?? item.description ?? '',
      author: { name: item.dc?.creators?.[0] ?? item.authors?.[0]?.name ?? null, url: null },
      publishedAt: dateOf(item.pubDate ?? item.dc?.dates?.[0]),
      tags: (item.categories ?? []).flatMap(({ name }) => name ?? []),
      language: feed.language ?? null,
    })),
  };
}

function fromAtom(feed: DeepPartial<AtomFeed.Feed<string>>): ParsedFeed {
  return {
    title: feed.title?.value ?? null,
    ttlMinutes: null,
    entries: (feed.entries ?? []).map((entry) => {
      const links = entry.links ?? [];
      const link = links.find(({ rel }) => rel === undefined || rel === 'alternate') ?? links[0];
      const author = entry.authors?.[0] ?? feed.authors?.[0];
      return {
        id: entry.id ?? null,
        url: link?.href ?? null,
        title: entry.title?.value ?? null,
        html: entry.content?.value ?? entry.summary?.value ?? '',
        author: { name: author?.name ?? null, url: author?.uri ?? null },
        publishedAt: dateOf(entry.published ?? entry.updated),
        tags: (entry.categories ?? []).flatMap(({ term }) => term ?? []),
        language: null,
      };
    }),
  };
}

function fromRdf(feed: DeepPartial<RdfFeed.Feed<string>>): ParsedFeed {
  return {
    title: feed.title ?? null,
    ttlMinutes: null,
    entries: (feed.items ?? []).map((item) => ({
      id: item.rdf?.about ?? item.link ?? null,
      url: item.link ?? null,
      title: item.title ?? null,
      html: item.content?.encoded ?? item.description ?? '',
      author: { name: item.dc?.creators?.[0] ?? null, url: null },
      publishedAt: dateOf(item.dc?.dates?.[0]),
      tags: item.dc?.subjects ?? [],
      language: null,
    })),
  };
}

function fromJson(feed: DeepPartial<JsonFeed.Feed<string>>): ParsedFeed {
  return {
    title: feed.title ?? null,
    ttlMinutes: null,
    entries: (feed.items ?? []).map((item) => ({
      id: item.id ?? null,
      url: item.url ?? item.external_url ?? null,
      title: item.title ?? null,
      html: item.content_html ?? escaped(item.content_text ?? item.summary ?? ''),
      author: { name: item.authors?.[0]?.name ?? null, url: item.authors?.[0]?.url ?? null },
      publishedAt: dateOf(item.date_published),
      tags: item.tags ?? [],
      language: item.language ?? feed.language ?? null,
    })),
  };
}

/** Returns plain text as HTML, so that all entries are HTML. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('\n', '<br>');
}

function dateOf(text: string | undefined): Date | null {
  const date = new Date(text ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? null : date;
}
