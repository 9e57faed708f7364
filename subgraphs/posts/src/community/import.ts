import { asWorkspace, invalidInput } from '@tributary/kit';
import { openBrandCache } from '@tributary/kit/brands';
import {
  type FieldSpec,
  type ImportKind,
  importTarget,
  KNOWN_EXPORTS,
  languageField,
  type MappedRecord,
  type Preset,
  presetOf,
} from '@tributary/kit/import';
import { COMMUNITY_PLATFORMS, platformName } from '@tributary/platforms';
import type { Tables } from '../data/tables.ts';
import { imports } from './data/community-imports.ts';
import { recordScoring } from './data/scored-brands.ts';
import { type NewCommunityPost, upsertReadyPosts } from './data/write-community-posts.ts';
import { LONGEST_BODY, LONGEST_NAME, LONGEST_TITLE, LONGEST_URL } from './post-limits.ts';
import { scorePosts } from './score-posts.ts';

const fields: readonly FieldSpec[] = [
  { name: 'external_id', kind: 'text', maxLength: 500, strict: true },
  { name: 'url', kind: 'url', maxLength: LONGEST_URL, required: true },
  { name: 'title', kind: 'text', maxLength: LONGEST_TITLE },
  { name: 'body', kind: 'text', maxLength: LONGEST_BODY, strict: true },
  { name: 'link', kind: 'url', maxLength: LONGEST_URL },
  { name: 'author', kind: 'text', maxLength: LONGEST_NAME },
  { name: 'kind', kind: 'text', maxLength: 10, strict: true, read: kindOf },
  { name: 'posted_at', kind: 'date', required: true },
  { name: 'subreddit', kind: 'text', maxLength: 100 },
  { name: 'points', kind: 'integer' },
  { name: 'comment_count', kind: 'integer' },
  { name: 'language', kind: 'text', read: languageField },
];

/** Mapping from import fields to the fields of a platform's export. */
const EXPORT_FIELDS = {
  external_id: 'id',
  url: 'url',
  title: 'title',
  body: 'text',
  link: 'link',
  author: 'author',
  kind: 'kind',
  posted_at: 'postedAt',
  subreddit: 'subreddit',
  points: 'points',
  comment_count: 'comments',
  language: 'language',
} as const;

const EXPORTS = [
  'x-archive',
  'reddit-dump',
  'reddit-export',
  'hackernews-algolia',
  'hackernews-csv',
  'mastodon-outbox',
  'stackexchange-api',
  'youtube-takeout-comments',
] as const;

const presets: Readonly<Record<string, Preset>> = Object.fromEntries(
  EXPORTS.map((name) => [name, presetOf(KNOWN_EXPORTS[name], EXPORT_FIELDS)]),
);

/**
 * `tributary import posts`: imports and scores community posts. Scoring runs in worker threads: a
 * batch of long posts keeps a core busy for seconds, while the command keeps reading and stays
 * interruptible.
 */
export const importPosts: ImportKind<Tables> = {
  name: 'posts',
  description:
    'Imports community posts and scores them. A repeated import updates only posts that have changed.',
  options: [{ name: 'source', description: `platform of the posts: ${COMMUNITY_PLATFORMS.join(', ')}` }],
  fields,
  presets,
  begin(scope, options, { preset, file, graph, clock }) {
    const source = platformName(options['source'] ?? preset?.source ?? '', COMMUNITY_PLATFORMS);
    if (source === null)
      throw invalidInput('source', `A source is needed: one of ${COMMUNITY_PLATFORMS.join(', ')}.`);
    const recorded = imports.begin(scope, { kind: 'posts', file, subject: source });
    const brands = openBrandCache({ graph, asWorkspace, clock });
    return importTarget({
      parse: (record) => toPost(source, record),
      async prepare(posts) {
        await recordScoring(scope, { brandsKnown: true });
        return scorePosts(posts, await brands.load(scope.workspaceId));
      },
      write: (ready) => recorded.write((inside, importId) => upsertReadyPosts(inside, ready, importId)),
      async finish(outcome) {
        await recorded.finish('report' in outcome ? outcome.report.rejected : 0);
      },
    });
  },
};

function toPost(source: string, record: MappedRecord): NewCommunityPost {
  const text = (name: string) => (record[name] as string | null) ?? '';
  if (text('title').trim() === '' && text('body').trim() === '')
    throw invalidInput('title', 'A post needs a title or a body.');
  // The unique index on a post's identity cannot hold longer values.
  if (Buffer.byteLength(text('url')) > LONGEST_URL)
    throw invalidInput('url', `url is longer than ${LONGEST_URL} bytes.`);
  const postedAt = record['posted_at'] as Date;
  if (!(postedAt.getUTCFullYear() >= 1 && postedAt.getUTCFullYear() <= 9_999))
    throw invalidInput('posted_at', 'posted_at is not between the years 1 and 9999.');
  return {
    source,
    externalId: text('external_id') || null,
    url: text('url'),
    title: text('title'),
    body: text('body'),
    link: record['link'] as string | null,
    author: text('author'),
    kind: (record['kind'] as 'p' | 'c' | null) ?? 'p',
    postedAt,
    subreddit: text('subreddit').replace(/^r\//, '') || null,
    points: record['points'] as number | null,
    commentCount: record['comment_count'] as number | null,
    language: record['language'] as string | null,
  };
}

function kindOf(text: string): 'p' | 'c' {
  const kind = text.trim().toLowerCase();
  if (kind === 'p' || kind === 'post') return 'p';
  if (kind === 'c' || kind === 'comment') return 'c';
  throw invalidInput('kind', `kind must be post or comment (p or c), not "${text}".`);
}
