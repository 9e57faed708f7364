import { invalidInput } from '@tributary/kit';
import { type FieldSpec, languageField, type MappedRecord, parseJson } from '@tributary/kit/import';
import { isHttpUrl } from '@tributary/kit/text';
import { MENTION_PLATFORMS, platformName } from '@tributary/platforms';
import { countryCode } from '../filter/countries.ts';
import type { Author, Comment, Media, NewMention } from '../mention.ts';
import { LONGEST_COMMENT, LONGEST_ID, LONGEST_TEXT, LONGEST_TITLE, LONGEST_URL } from '../mention-limits.ts';

/** Fields that a file's column or a JSON record's member can be mapped to. */
export const fields: readonly FieldSpec[] = [
  { name: 'external_id', kind: 'text', maxLength: LONGEST_ID, required: true },
  { name: 'source', kind: 'text', strict: true, read: sourceOf },
  { name: 'url', kind: 'url', maxLength: LONGEST_URL },
  { name: 'title', kind: 'text', maxLength: LONGEST_TITLE },
  { name: 'text', kind: 'text', maxLength: LONGEST_TEXT, strict: true },
  { name: 'author', kind: 'text', maxLength: 200 },
  { name: 'author_title', kind: 'text', maxLength: 200 },
  { name: 'author_url', kind: 'url', maxLength: LONGEST_URL },
  { name: 'author_avatar', kind: 'url', maxLength: LONGEST_URL },
  { name: 'author_headline', kind: 'text', maxLength: 500 },
  { name: 'author_headline_url', kind: 'url', maxLength: LONGEST_URL },
  { name: 'media', kind: 'json', maxLength: 20_000, read: mediaOf },
  { name: 'views', kind: 'integer', min: 0 },
  { name: 'views_estimated', kind: 'text', maxLength: 5 },
  // Likes may be net votes, which go below 0; the other counts cannot.
  { name: 'likes', kind: 'integer' },
  { name: 'comment_count', kind: 'integer', min: 0 },
  { name: 'shares', kind: 'integer', min: 0 },
  { name: 'language', kind: 'text', read: languageField },
  { name: 'country_code', kind: 'text', maxLength: 100, read: countryOf },
  { name: 'category', kind: 'text', maxLength: 100 },
  { name: 'narrative_structure', kind: 'text', maxLength: 200 },
  { name: 'posted_at', kind: 'date', required: true },
  { name: 'comments', kind: 'json', maxLength: 200_000, read: commentsOf },
];

/** A run's options for its records. */
export interface RecordOptions {
  /** Default platform for records without one. */
  readonly source: string | null;
  /** Number of comments to store per mention; 0 stores none. */
  readonly commentsPerPost: number;
}

/** Converts a record to a mention; throws INVALID_INPUT if the record is invalid. */
export function toMention(record: MappedRecord, options: RecordOptions): NewMention {
  const postedAt = record['posted_at'] as Date;
  if (!(postedAt.getUTCFullYear() >= 1 && postedAt.getUTCFullYear() <= 9_999))
    throw invalidInput('posted_at', 'posted_at is not between the years 1 and 9999.');
  const [title, text] = [textOf(record, 'title'), textOf(record, 'text')];
  if (title === null && text === null) throw invalidInput('text', 'A mention needs a title or a text.');
  const views = record['views'] as number | null;
  const source = (record['source'] as string | null) ?? options.source;
  if (source === null) throw noSource();
  return {
    source,
    externalId: (record['external_id'] as string).trim(),
    url: textOf(record, 'url'),
    title,
    text,
    author: authorOf(record),
    media: record['media'] as Media[] | null,
    metrics: {
      views,
      likes: record['likes'] as number | null,
      comments: record['comment_count'] as number | null,
      shares: record['shares'] as number | null,
    },
    areViewsEstimated: views === null ? null : record['views_estimated'] === 'true',
    countryCode: record['country_code'] as string | null,
    category: textOf(record, 'category'),
    narrativeStructure: textOf(record, 'narrative_structure'),
    postedAt,
    language: record['language'] as string | null,
    comments:
      options.commentsPerPost > 0
        ? ((record['comments'] as Comment[] | null) ?? []).slice(0, options.commentsPerPost)
        : null,
  };
}

function textOf(record: MappedRecord, name: string): string | null {
  const text = record[name] as string | null;
  return text === null || text.trim() === '' ? null : text;
}

function sourceOf(text: string): string {
  const source = platformName(text, MENTION_PLATFORMS);
  if (source === null) throw noSource(text);
  return source;
}

function noSource(text?: string): Error {
  const actual = text === undefined ? '' : `, not "${text.slice(0, 100)}"`;
  return invalidInput('source', `source must be one of ${MENTION_PLATFORMS.join(', ')}${actual}.`);
}

function countryOf(text: string): string {
  const code = countryCode(text);
  if (code !== null) return code;
  throw invalidInput(
    'country_code',
    `country_code: "${text}" is not a code of ISO 3166-1 or a country's name.`,
  );
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

/** Parses media given as JSON, `[{ type, url }]`, or as URLs separated by spaces or commas. */
function mediaOf(text: string): Media[] {
  const items = text.trim().startsWith('[')
    ? jsonOf('media', text)
    : text.split(/[\s,]+(?=https?:|$)|\s+/i).filter(Boolean);
  return items.map((item) => {
    const media = typeof item === 'string' ? { url: item } : ((item ?? {}) as Partial<Media>);
    if (typeof media.url !== 'string' || !isHttpUrl(media.url))
      throw invalidInput('media', 'media has an item without an http or https URL.');
    return {
      type: typeof media.type === 'string' ? media.type.slice(0, 50) : typeOf(media.url),
      url: media.url,
    };
  });
}

function typeOf(url: string): string {
  return /\.(mp4|mov|webm|m3u8)(\?|$)/i.test(url) ? 'video' : 'image';
}

/** Parses comments given as JSON, `[{ id, author, text, likes, created_at }]`. */
function commentsOf(text: string): Comment[] {
  return jsonOf('comments', text).map((item) => {
    const comment = (item ?? {}) as Record<string, unknown>;
    if (typeof comment['text'] !== 'string')
      throw invalidInput('comments', 'comments has an item without a text.');
    const time = Date.parse(String(comment['created_at']));
    return {
      id: comment['id'] == null ? null : String(comment['id']),
      author: comment['author'] == null ? null : String(comment['author']),
      text: comment['text'].slice(0, LONGEST_COMMENT),
      numLikes: Number.isSafeInteger(comment['likes']) ? (comment['likes'] as number) : null,
      createdAt: Number.isNaN(time) ? null : new Date(time).toISOString(),
    };
  });
}

function jsonOf(field: string, text: string): unknown[] {
  try {
    const value = parseJson(text);
    if (Array.isArray(value)) return value.slice(0, 1_000);
  } catch {
    // Falls through: invalid JSON and JSON that is not an array are the same error.
  }
  throw invalidInput(field, `${field} must be a JSON array.`);
}
