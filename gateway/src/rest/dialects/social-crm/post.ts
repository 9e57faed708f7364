import { Type } from 'typebox';
import { nullable } from '../../engine/nullable.ts';
import type { Failure } from './problems.ts';
import { moment } from './schemas.ts';

/** A post, as the graph returns it. */
export interface SourcePost {
  id: string;
  status: string;
  body: string;
  thread: string[];
  scheduledAt: string | null;
  publishedAt: string | null;
  createdAt: string;
  updatedAt: string;
  media: { id: string }[];
  targets: {
    account: { id: string };
    status: string;
    url: string | null;
    error: { code: string; message: string } | null;
    attempts: number;
    nextAttemptAt: string | null;
  }[];
}

/** Selection of {@link SourcePost}. */
export const POST_FIELDS = `
  id status body thread scheduledAt publishedAt createdAt updatedAt
  media { id }
  targets { account { id } status url error { code message } attempts nextAttemptAt }
`;

/** Statuses of a post in responses and in the list's filter. */
export const POST_STATUSES = [
  'draft',
  'scheduled',
  'publishing',
  'published',
  'partially_published',
  'failed',
];

/** Presents a post, documented members first. */
export function toPost(post: SourcePost): object {
  return {
    id: post.id,
    status: post.status.toLowerCase(),
    body: post.body,
    account_ids: post.targets.map(({ account }) => account.id),
    media_ids: post.media.map(({ id }) => id),
    scheduled_at: post.scheduledAt,
    published_at: post.publishedAt,
    created_at: post.createdAt,
    updated_at: post.updatedAt,
    targets: post.targets.map(({ account, status, url, error, attempts, nextAttemptAt }) => ({
      account_id: account.id,
      status: status.toLowerCase(),
      url,
      error: error && { ...error, code: error.code.toLowerCase() },
      attempts,
      next_attempt_at: nextAttemptAt,
    })),
    thread: post.thread,
  };
}

export const postSchema = Type.Object({
  id: Type.String({ description: 'Opaque, stable id.' }),
  status: Type.String({ enum: POST_STATUSES }),
  body: Type.String({ description: 'Text of the post.' }),
  account_ids: Type.Array(Type.String(), { description: 'Accounts that the post is published to.' }),
  media_ids: Type.Array(Type.String(), { description: 'Attached files, in order.' }),
  scheduled_at: nullable(moment(''), 'Scheduled time of publication; null if not scheduled.'),
  published_at: nullable(moment(''), 'Time of the first publication; null if not published.'),
  created_at: moment('When it was made.'),
  updated_at: moment('Time of the last change.'),
  targets: Type.Array(
    Type.Object({
      account_id: Type.String(),
      status: Type.String({
        enum: ['draft', 'scheduled', 'publishing', 'published', 'failed', 'unconfirmed'],
        description: 'State; `unconfirmed` means that it was sent, but no response arrived.',
      }),
      url: nullable(Type.String(), 'Public URL of the published post; null if there is none.'),
      error: nullable(
        Type.Object({ code: Type.String(), message: Type.String() }),
        'Reason for which the last attempt failed; null if it did not.',
      ),
      attempts: Type.Integer({
        description: 'Number of attempts since the post was last published, scheduled or retried.',
      }),
      next_attempt_at: nullable(
        moment(''),
        'Time of the next attempt, within 24 hours of the first; null if there is none.',
      ),
    }),
    { description: 'State of the post at each account.' },
  ),
  thread: Type.Array(Type.String(), { description: 'Further posts of its thread, in order.' }),
});

/** Returns a target for an example. */
export function targetExample(status: string, next_attempt_at: string | null = null) {
  return { account_id: 'acct_1', status, url: null, error: null, attempts: 0, next_attempt_at };
}

export const POST_EXAMPLE = {
  id: 'post_123',
  status: 'draft',
  body: 'Launch day is here.',
  account_ids: ['acct_1'],
  media_ids: [],
  scheduled_at: null,
  published_at: null,
  created_at: '2026-05-01T12:00:00.000Z',
  updated_at: '2026-05-01T12:00:00.000Z',
  targets: [targetExample('draft')],
  thread: [],
};

export const postResponse = { schema: postSchema, example: POST_EXAMPLE };

export type PostResult = Failure & { post: SourcePost };
