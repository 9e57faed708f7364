import type { Operation, OwnFailure, Sent } from '../../documented.ts';
import { list, otherRequest } from './common.ts';
import { draft, published, stuck, uploaded } from './world.ts';

const NOTHING = { params: { id: 'post_0' } };
/** A month from now: within the maximum of a year. */
const FUTURE = `${new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 19)}Z`;

const missing = (sends: Sent): OwnFailure => ({
  title: 'a post that is not there',
  sends,
  failure: [404, 'not_found'],
});
/** Posts, from draft to statistics. */
export const postOperations: Record<string, Operation> = {
  listPosts: {
    ...list('posts:read', { title: 'the documented posts', shows: { data: [{ id: /^post_/ }] } }),
    deviates: ['A `limit` above 50 is reduced to 50.'],
  },
  createPost: {
    source: 'document',
    scope: 'posts:write',
    examples: [
      {
        title: 'the documented request and answer',
        sends: { body: { body: 'Launch day is here.', account_ids: ['acct_1'] } },
        status: 201,
        shows: { id: /^post_/, status: 'draft', body: 'Launch day is here.' },
      },
    ],
    failures: [
      {
        title: 'an account that is not there',
        sends: { body: { body: 'a', account_ids: ['acct_nobody'] } },
        failure: [400, 'invalid_request'],
        names: 'acct_nobody',
      },
      {
        title: 'a file that is not there',
        sends: { body: { body: 'a', media_ids: ['media_nothing'] } },
        failure: [400, 'invalid_request'],
        names: 'media_nothing',
      },
      otherRequest({ body: { body: 'one' } }, () => '/social-crm/v1/posts', { body: { body: 'two' } }),
    ],
    values: {
      body: ['a', 'a'.repeat(10_000)],
      account_ids: [[], ['acct_1']],
      media_ids: [[], async (world) => [await uploaded(world)]],
      thread: [[], ['Second.', 'Third.']],
    },
    deviates: ['The response has additional members after the documented ones.'],
  },
  getPost: {
    source: 'document',
    scope: 'posts:read',
    examples: [
      {
        title: 'the documented post',
        sends: { params: { id: 'post_123' } },
        status: 200,
        shows: { id: 'post_123', status: 'draft', body: 'Launch day is here.', account_ids: ['acct_1'] },
      },
    ],
    failures: [missing(NOTHING)],
  },
  updatePost: {
    source: 'document',
    scope: 'posts:write',
    examples: [
      {
        title: 'another text',
        sends: async (world) => ({ params: { id: await draft(world) }, body: { body: 'After.' } }),
        status: 200,
        shows: { status: 'draft', body: 'After.' },
      },
    ],
    idle: { ...NOTHING, body: { body: 'a' } },
    failures: [
      {
        title: 'an account that is not there',
        sends: { params: { id: 'post_123' }, body: { account_ids: ['acct_nobody'] } },
        failure: [400, 'invalid_request'],
        names: 'acct_nobody',
      },
      missing({ ...NOTHING, body: { body: 'a' } }),
      {
        title: 'a post on its way',
        sends: async (world) => ({ params: { id: await published(world) }, body: { body: 'Too late.' } }),
        failure: [409, 'conflict'],
      },
    ],
    values: {
      body: ['a', 'a'.repeat(10_000)],
      account_ids: [[], ['acct_1']],
      media_ids: [[], async (world) => [await uploaded(world)]],
      thread: [[], ['Second.', 'Third.']],
    },
  },
  deletePost: {
    source: 'document',
    scope: 'posts:write',
    examples: [
      {
        title: 'a draft',
        sends: async (world) => ({ params: { id: await draft(world) } }),
        status: 204,
      },
    ],
    idle: NOTHING,
    failures: [
      missing(NOTHING),
      {
        title: 'a post on its way',
        sends: async (world) => ({ params: { id: await stuck(world) } }),
        failure: [409, 'conflict'],
      },
    ],
    deviates: ['204 without a body; the document does not say.'],
  },
  schedulePost: {
    source: 'document',
    scope: 'posts:publish',
    plan: true,
    examples: [
      {
        title: 'a draft for later',
        sends: async (world) => ({ params: { id: await draft(world) }, body: { scheduled_at: FUTURE } }),
        status: 200,
        shows: { status: 'scheduled', scheduled_at: FUTURE.replace('Z', '.000Z') },
      },
    ],
    idle: { ...NOTHING, body: { scheduled_at: FUTURE } },
    values: { scheduled_at: [FUTURE] },
    failures: [
      missing({ ...NOTHING, body: { scheduled_at: FUTURE } }),
      {
        title: 'a post on its way',
        sends: async (world) => ({
          params: { id: await published(world) },
          body: { scheduled_at: FUTURE },
        }),
        failure: [409, 'conflict'],
      },
    ],
    wrong: {
      scheduled_at: ['2020-01-01T00:00:00Z', '2100-01-01T00:00:00Z', '2100-01-01', '2100-01-01T00:00:00'],
    },
    deviates: [
      'The document does not show a body; `scheduled_at` is our name for the time, at most a year ahead.',
    ],
  },
  publishPost: {
    source: 'document',
    scope: 'posts:publish',
    plan: true,
    examples: [
      {
        title: 'a draft with an account',
        sends: async (world) => ({ params: { id: await draft(world) } }),
        status: 202,
        shows: { status: 'publishing' },
      },
    ],
    idle: NOTHING,
    failures: [
      missing(NOTHING),
      {
        title: 'a post on its way',
        sends: async (world) => ({ params: { id: await published(world) } }),
        failure: [409, 'conflict'],
      },
      {
        title: 'a draft without an account',
        sends: async (world) => ({ params: { id: await draft(world, []) } }),
        failure: [400, 'invalid_request'],
        names: 'account',
      },
    ],
    deviates: ['202 while it is being sent to an account, otherwise 200; the document does not say.'],
  },
  getPostAnalytics: {
    source: 'document',
    scope: 'insights:read',
    examples: [
      {
        title: 'those of the documented post',
        sends: { params: { id: 'post_123' } },
        status: 200,
        shows: { data: { post_id: 'post_123', targets: [{ account_id: 'acct_1' }] } },
      },
    ],
    failures: [missing(NOTHING)],
    deviates: [
      'The document does not show the response; the format is ours. Values that no platform reports are null.',
    ],
  },
};
