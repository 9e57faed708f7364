import { invalidInput } from '@tributary/kit';
import { type FieldSpec, type ImportKind, importTarget, type MappedRecord } from '@tributary/kit/import';
import { deleteOwnAnswers } from '../data/answers.ts';
import { type CataloguePost, upsertPosts } from '../data/catalogue.ts';
import { insertHistory } from '../data/history.ts';
import { imports } from '../data/imports.ts';
import type { Tables } from '../data/tables.ts';
import { postFrom } from '../identify.ts';
import { checkUsername, usernameKey } from '../names.ts';
import { flagOf, measuredAt, PLATFORM_OPTION, platformOf, subjectOf, textOf } from './row.ts';

const fields: readonly FieldSpec[] = [
  { name: 'platform', kind: 'text', maxLength: 20, strict: true },
  { name: 'url', kind: 'url', maxLength: 2_048, required: true },
  { name: 'username', kind: 'text', maxLength: 200 },
  { name: 'description', kind: 'text', maxLength: 5_000 },
  { name: 'views', kind: 'integer', min: 0 },
  { name: 'likes', kind: 'integer', min: 0 },
  { name: 'comments', kind: 'integer', min: 0 },
  { name: 'shares', kind: 'integer', min: 0 },
  { name: 'pinned', kind: 'text', read: flagOf('pinned') },
  { name: 'created_at', kind: 'date' },
  { name: 'provider', kind: 'text', maxLength: 60 },
  { name: 'measured_at', kind: 'date' },
];

/** `tributary import creator-posts`: imports posts into the catalogue and records their history. */
export const importPosts: ImportKind<Tables> = {
  name: 'creator-posts',
  description: 'Imports posts of creators into the catalogue, identified by their addresses.',
  options: [PLATFORM_OPTION],
  fields,
  presets: {},
  begin(scope, options, { file, clock }) {
    const recorded = imports.begin(scope, { kind: 'creator-posts', file, subject: subjectOf(options) });
    return importTarget({
      parse: (record) => toPost(record, options['platform'], clock()),
      write: (posts) =>
        recorded.write(async (inside, importId) => {
          const written = await upsertPosts(inside, posts, importId);
          await insertHistory(inside, posts.map(toHistory), true, importId);
          await deleteOwnAnswers(inside);
          return written;
        }),
      finish: (outcome) => recorded.finish('report' in outcome ? outcome.report.rejected : 0),
    });
  },
};

function toPost(record: MappedRecord, option: string | undefined, now: number): CataloguePost {
  const url = String(record['url']);
  const named = record['platform'] || option ? platformOf(record, option) : null;
  const { platform, id, username: author } = postFrom(url, named);
  if (named && named !== platform) throw invalidInput('platform', `"${url}" is not on ${named}.`);
  const username = textOf(record, 'username') ?? author;
  return {
    platform,
    post_id: id,
    listed: true,
    creator: username && usernameKey(platform, checkUsername(platform, username)),
    url,
    description: textOf(record, 'description') ?? '',
    views: record['views'] as number | null,
    likes: record['likes'] as number | null,
    comments: record['comments'] as number | null,
    shares: record['shares'] as number | null,
    pinned: (record['pinned'] as boolean | null) ?? false,
    posted_at: record['created_at'] as Date | null,
    provider: textOf(record, 'provider') ?? 'catalogue',
    measured_at: measuredAt(record, now),
  };
}

function toHistory({ platform, post_id, measured_at, provider, ...post }: CataloguePost) {
  const { views, likes, comments, shares } = post;
  const common = { kind: 'post' as const, platform, subject: post_id, provider };
  return { ...common, at: measured_at, views, likes, comments, shares };
}
