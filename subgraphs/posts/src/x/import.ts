import { createHash } from 'node:crypto';
import { invalidInput } from '@tributary/kit';
import {
  type FieldSpec,
  type ImportKind,
  importTarget,
  KNOWN_EXPORTS,
  type MappedRecord,
  type Preset,
  presetOf,
} from '@tributary/kit/import';
import type { Scope } from '@tributary/kit/postgres';
import type { Tables } from '../data/tables.ts';
import { upsertImportedXPosts } from './data/write-imported-x-posts.ts';
import { insertFollow, MOST_FOLLOWS, type XAccount } from './data/x-accounts.ts';
import { imports } from './data/x-imports.ts';
import type { FromFile } from './post.ts';
import { readTags } from './post-tags.ts';
import { readUsername } from './username.ts';

const fields: readonly FieldSpec[] = [
  { name: 'post_id', kind: 'text', strict: true, read: postId('post_id') },
  { name: 'content', kind: 'text', maxLength: 25_000, required: true },
  { name: 'posted_at', kind: 'date', required: true },
  { name: 'author', kind: 'text', maxLength: 200 },
  { name: 'conversation_id', kind: 'text', read: postId('conversation_id') },
  { name: 'in_reply_to_user', kind: 'text', maxLength: 16 },
  { name: 'in_reply_to_post', kind: 'text', read: postId('in_reply_to_post') },
  { name: 'likes', kind: 'integer', min: 0 },
  { name: 'retweets', kind: 'integer', min: 0 },
  { name: 'replies', kind: 'integer', min: 0 },
  { name: 'views', kind: 'integer', min: 0 },
];

const presets: Readonly<Record<string, Preset>> = {
  'x-archive': presetOf(KNOWN_EXPORTS['x-archive'], {
    post_id: 'id',
    content: 'text',
    posted_at: 'postedAt',
    in_reply_to_user: 'replyToUser',
    in_reply_to_post: 'replyToId',
    likes: 'points',
    retweets: 'shares',
  }),
  /**
   * Posts with the columns created_at (M/D/YYYY H:mm), favorites, retweets and text. Its id_str has
   * lost digits (9.9297E+17), so posts get generated ids.
   */
  'x-posts-csv': {
    format: 'csv',
    dateFormat: 'M/D/YYYY H:mm',
    map: {
      content: 'text',
      posted_at: 'created_at',
      likes: 'favorites',
      retweets: 'retweets',
    },
  },
};

/**
 * `tributary import x-posts`: imports posts of one account of X, which the workspace then follows.
 */
export const importXPosts: ImportKind<Tables> = {
  name: 'x-posts',
  description:
    'Imports posts of an X account, which the workspace then follows. Other workspaces do not see them.',
  options: [{ name: 'account', description: 'username of the account, with or without @' }],
  fields,
  presets,
  begin(scope, options, { file, clock }) {
    const username = readUsername('account', options['account'] ?? '');
    const recorded = imports.begin(scope, { kind: 'x-posts', file, subject: `@${username}` });
    let followed: Promise<XAccount> | undefined;
    return importTarget({
      parse: (record) => toPost(username, record),
      async write(posts) {
        followed ??= follow(scope, username);
        const account = await followed;
        return recorded.write((inside, importId) =>
          upsertImportedXPosts(inside, { importId, account, posts, at: new Date(clock()) }),
        );
      },
      finish: (outcome) => recorded.finish('report' in outcome ? outcome.report.rejected : 0),
    });
  },
};

async function follow(scope: Scope<Tables>, username: string): Promise<XAccount> {
  const followed = await insertFollow(scope, username);
  if (followed) return followed.account;
  const message = `A workspace may follow at most ${MOST_FOLLOWS} accounts; unfollow one first.`;
  throw invalidInput('account', message);
}

/**
 * Generates a deterministic id for a post without one: 20 digits starting with 9, which X never
 * assigns because its ids are below 2^64.
 */
function generatedId(username: string, record: MappedRecord): string {
  const { content, posted_at: at } = record;
  const identity = JSON.stringify([username.toLowerCase(), (at as Date).toISOString(), content]);
  const hash = createHash('sha256').update(identity).digest().readBigUInt64BE();
  return `9${String(hash % 10n ** 19n).padStart(19, '0')}`;
}

/** Returns a parser for X's ids in one field. */
function postId(name: string): (text: string) => string {
  return (text) => {
    const id = text.trim();
    if (!/^\d{1,20}$/.test(id)) throw invalidInput(name, `${name} must be an id of X: 1 to 20 digits.`);
    return id;
  };
}

function toPost(username: string, record: MappedRecord): FromFile {
  const text = (name: string) => ((record[name] as string | null) ?? '').trim() || null;
  const author = text('author')?.replace(/^@/, '') ?? username;
  if (author.toLowerCase() !== username.toLowerCase())
    throw invalidInput('author', `The post is by @${author}, not by @${username}, whose posts are imported.`);
  const content = record['content'] as string;
  const isRetweet = /^RT @\w{1,15}:/.test(content);
  return {
    origin: 'file',
    id: text('post_id') ?? generatedId(username, record),
    content,
    postedAt: record['posted_at'] as Date,
    conversationId: text('conversation_id'),
    inReplyToUser: text('in_reply_to_user')?.replace(/^@/, '') ?? null,
    inReplyToPost: text('in_reply_to_post'),
    quotedPostId: null,
    quotedContent: null,
    quotedUsername: null,
    isRetweet,
    ...readTags(content),
    media: [],
    likes: record['likes'] as number | null,
    retweets: record['retweets'] as number | null,
    replies: record['replies'] as number | null,
    views: record['views'] as number | null,
  };
}
