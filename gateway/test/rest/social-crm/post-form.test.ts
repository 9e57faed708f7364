import { expect, test } from '@jest/globals';
import { type SourcePost, toPost } from '../../../src/rest/dialects/social-crm/post.ts';

test("a post has the documented lower-case values of the graph's enums", () => {
  const post: SourcePost = {
    id: 'post_1',
    status: 'PARTIALLY_PUBLISHED',
    body: 'Hello',
    scheduledAt: null,
    publishedAt: null,
    createdAt: '2026-04-03T14:22:00.000Z',
    updatedAt: '2026-04-03T14:22:00.000Z',
    media: [],
    thread: [],
    targets: [
      {
        account: { id: 'acct_1' },
        status: 'FAILED',
        url: null,
        error: { code: 'UNAVAILABLE', message: 'The platform did not take it.' },
        attempts: 2,
        nextAttemptAt: null,
      },
    ],
  };
  expect(toPost(post)).toMatchObject({
    status: 'partially_published',
    targets: [{ status: 'failed', error: { code: 'unavailable', message: 'The platform did not take it.' } }],
  });
});
