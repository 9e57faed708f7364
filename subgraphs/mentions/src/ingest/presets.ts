import { KNOWN_EXPORTS, type Preset, presetOf } from '@tributary/kit/import';

type Field = Readonly<Record<string, unknown>>;
const text = (record: Field, name: string) => String(record[name] ?? '').trim();

/** Mapping from import fields to the fields of a platform's or tool's export. */
const FIELDS = {
  external_id: 'id',
  source: 'source',
  url: 'url',
  title: 'title',
  text: 'text',
  author: 'author',
  author_title: 'authorTitle',
  author_url: 'authorUrl',
  author_avatar: 'authorAvatar',
  media: 'media',
  views: 'views',
  likes: 'points',
  comment_count: 'comments',
  shares: 'shares',
  country_code: 'country',
  language: 'language',
  posted_at: 'postedAt',
} as const;

/** Excludes Stack Overflow, which is not a source of mentions. */
const { 'stackexchange-api': _, ...exports } = KNOWN_EXPORTS;

/** Presets for known file formats. */
export const presets: Readonly<Record<string, Preset>> = {
  /**
   * Tweets to six US airlines. `tweet_id` has lost digits, so the id is made of line number and
   * author; for the same reason a tweet has no URL.
   */
  'airline-tweets-csv': {
    format: 'csv',
    source: 'x',
    dateFormat: 'DD-MM-YYYY H:mm',
    map: {
      external_id: (record, line) => `airline-${line}-${text(record, 'name')}`,
      text: 'text',
      author: 'name',
      author_url: (record) => `https://x.com/${encodeURIComponent(text(record, 'name'))}`,
      shares: 'retweet_count',
      posted_at: 'tweet_created',
    },
  },
  ...Object.fromEntries(Object.entries(exports).map(([name, known]) => [name, presetOf(known, FIELDS)])),
};
