import { type FieldSpec, invalidInput, isHttpUrl, type MappedRecord } from '@tributary/kit';
import { isCountryCode } from './filter/countries.ts';
import { type Author, type Comment, type Media, type NewMention, SOURCES } from './mention.ts';

const LONGEST_URL = 2_048;
/** PostgreSQL takes at most 2,700 bytes in an index; this is far from it in any script. */
const LONGEST_ID = 500;

/** What a column of a file, or a member of an NDJSON record, can be mapped to. */
export const fields: readonly FieldSpec[] = [
  { name: 'external_id', kind: 'text', maxLength: LONGEST_ID, required: true },
  { name: 'source', kind: 'text', maxLength: 20 },
  { name: 'url', kind: 'url', maxLength: LONGEST_URL },
  { name: 'title', kind: 'text', maxLength: 1_000 },
  { name: 'text', kind: 'text', maxLength: 40_000 },
  { name: 'author', kind: 'text', maxLength: 200 },
  { name: 'author_title', kind: 'text', maxLength: 200 },
  { name: 'author_url', kind: 'url', maxLength: LONGEST_URL },
  { name: 'author_avatar', kind: 'url', maxLength: LONGEST_URL },
  { name: 'author_headline', kind: 'text', maxLength: 500 },
  { name: 'author_headline_url', kind: 'url', maxLength: LONGEST_URL },
  { name: 'media', kind: 'json', maxLength: 20_000 },
  { name: 'views', kind: 'integer' },
  { name: 'views_estimated', kind: 'text', maxLength: 5 },
  { name: 'likes', kind: 'integer' },
  { name: 'comment_count', kind: 'integer' },
  { name: 'shares', kind: 'integer' },
  { name: 'country_code', kind: 'text', maxLength: 2 },
  { name: 'category', kind: 'text', maxLength: 100 },
  { name: 'narrative_structure', kind: 'text', maxLength: 200 },
  { name: 'posted_at', kind: 'date', required: true },
  { name: 'comments', kind: 'json', maxLength: 200_000 },
];

/** What a run says of its records. */
export interface RecordOptions {
  /** Platform of records that name none. */
  readonly source: string | null;
  /** Comments to keep with each mention; 0 keeps none. */
  readonly commentsPerPost: number;
}

/** A mention from a record; INVALID_INPUT for one that is none. */
export function toMention(record: MappedRecord, options: RecordOptions): NewMention {
  const postedAt = record['posted_at'] as Date;
  if (!(postedAt.getUTCFullYear() >= 1 && postedAt.getUTCFullYear() <= 9_999))
    throw invalidInput('posted_at', 'posted_at is not between the years 1 and 9999.');
  const [title, text] = [textOf(record, 'title'), textOf(record, 'text')];
  if (title === null && text === null) throw invalidInput('text', 'A mention needs a title or a text.');
  const views = countOf(record, 'views');
  return {
    source: sourceOf(record, options.source),
    externalId: (record['external_id'] as string).trim(),
    url: textOf(record, 'url'),
    title,
    text,
    author: authorOf(record),
    media: mediaOf(record),
    metrics: {
      views,
      likes: record['likes'] as number | null,
      comments: countOf(record, 'comment_count'),
      shares: countOf(record, 'shares'),
    },
    areViewsEstimated: views === null ? null : record['views_estimated'] === 'true',
    countryCode: countryOf(record),
    category: textOf(record, 'category'),
    narrativeStructure: textOf(record, 'narrative_structure'),
    postedAt,
    comments: options.commentsPerPost > 0 ? commentsOf(record).slice(0, options.commentsPerPost) : null,
  };
}

function textOf(record: MappedRecord, name: string): string | null {
  const text = record[name] as string | null;
  return text === null || text.trim() === '' ? null : text;
}

/** Likes may be net votes below 0; nothing else can be. */
function countOf(record: MappedRecord, name: string): number | null {
  const count = record[name] as number | null;
  if (count !== null && count < 0) throw invalidInput(name, `${name} must not be below 0.`);
  return count;
}

function sourceOf(record: MappedRecord, fallback: string | null): string {
  const source = textOf(record, 'source')?.toLowerCase() ?? fallback;
  if (source !== null && (SOURCES as readonly string[]).includes(source)) return source;
  throw invalidInput('source', `source must be one of ${SOURCES.join(', ')}.`);
}

function countryOf(record: MappedRecord): string | null {
  const code = textOf(record, 'country_code')?.toUpperCase() ?? null;
  if (code !== null && !isCountryCode(code))
    throw invalidInput('country_code', `country_code: "${code}" is not a code of ISO 3166-1 alpha-2.`);
  return code;
}

function authorOf(record: MappedRecord): Author | null {
  const author: Author = {
    handle:
      textOf(record, 'author')
        ?.trim()
        .replace(/^(@|\/?u\/)/, '') ?? null,
    title: textOf(record, 'author_title') ?? textOf(record, 'author'),
    titleUrl: textOf(record, 'author_url'),
    avatarUrl: textOf(record, 'author_avatar'),
    headline: textOf(record, 'author_headline'),
    headlineUrl: textOf(record, 'author_headline_url'),
  };
  return Object.values(author).every((value) => value === null) ? null : author;
}

/** Media as JSON, `[{ type, url }]`, or addresses between spaces; null when the record has no such column. */
function mediaOf(record: MappedRecord): Media[] | null {
  const text = record['media'] as string | null;
  if (text === null) return null;
  const items = text.trim().startsWith('[') ? jsonOf('media', text) : text.split(/\s+/).filter(Boolean);
  return items.map((item) => {
    const media = typeof item === 'string' ? { url: item } : ((item ?? {}) as Partial<Media>);
    if (typeof media.url !== 'string' || !isHttpUrl(media.url))
      throw invalidInput('media', 'media has an item without an http or https address.');
    return {
      type: typeof media.type === 'string' ? media.type.slice(0, 50) : typeOf(media.url),
      url: media.url,
    };
  });
}

function typeOf(url: string): string {
  return /\.(mp4|mov|webm|m3u8)(\?|$)/i.test(url) ? 'video' : 'image';
}

/** Comments as JSON, `[{ id, author, text, likes, created_at }]`. */
function commentsOf(record: MappedRecord): Comment[] {
  const text = textOf(record, 'comments');
  return (text === null ? [] : jsonOf('comments', text)).map((item) => {
    const comment = (item ?? {}) as Record<string, unknown>;
    if (typeof comment['text'] !== 'string')
      throw invalidInput('comments', 'comments has an item without a text.');
    const time = Date.parse(String(comment['created_at']));
    return {
      id: comment['id'] == null ? null : String(comment['id']),
      author: comment['author'] == null ? null : String(comment['author']),
      text: comment['text'].slice(0, 10_000),
      numLikes: Number.isSafeInteger(comment['likes']) ? (comment['likes'] as number) : null,
      createdAt: Number.isNaN(time) ? null : new Date(time).toISOString(),
    };
  });
}

function jsonOf(field: string, text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value)) return value.slice(0, 1_000);
  } catch {
    // Falls through: what is not JSON and what is not a list are the same mistake.
  }
  throw invalidInput(field, `${field} is not a list in JSON.`);
}
