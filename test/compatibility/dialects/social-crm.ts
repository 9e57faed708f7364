import type { Documented, Example, Operation, OwnFailure, Prepared, Sent } from '../documented.ts';
import type { World } from '../world.ts';
import { announced, draft, published, stuck, uploaded } from './social-crm-world.ts';

const NOTHING = { params: { id: 'post_0' } };
/** A month from now: within the year that is the most. */
const FUTURE = `${new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 19)}Z`;

const missing = (sends: Sent): OwnFailure => ({
  title: 'a post that is not there',
  sends,
  failure: [404, 'not_found'],
});
const replayed: OwnFailure = {
  title: 'an Idempotency-Key that was used for another body',
  sends: {},
  failure: [409, 'conflict'],
};

/** The same Idempotency-Key for another request. */
function otherRequest(
  first: Prepared<Sent>,
  path: (sent: Sent) => string,
  second: Prepared<Sent>,
): OwnFailure {
  return {
    ...replayed,
    async sends(world) {
      const headers = { 'idempotency-key': `key-${await count(world)}` };
      const key = world.key('social-crm');
      const before = typeof first === 'function' ? await first(world) : first;
      await world.send('POST', path(before), { ...before, headers, key });
      const after = typeof second === 'function' ? await second(world) : second;
      return { ...after, headers, key };
    },
  };
}

async function count(world: World): Promise<number> {
  const counter = await world.once('a counter', async () => ({ value: 0 }));
  counter.value += 1;
  return counter.value;
}

/** What a workspace without any quota left sends. */
const spent =
  (body: object): Prepared<Sent> =>
  async (world) => ({
    body,
    key: await world.once('key without AI quota', async () => {
      const { id } = await world.app.app.admin.createWorkspace('without-quota');
      await world.app.app.admin.setPlan(id, 'social-crm', 'pro');
      await world.sql(
        `insert into publishing.ai_usage (workspace_id, month, used)
         values ($1, to_char(now() at time zone 'utc', 'YYYY-MM'), 500)`,
        [id],
      );
      return world.app.key('social-crm', { workspaceId: id });
    }),
  });

/** An operation that a model, or rules, answer. */
function ai(name: string, body: object, shows: object, further: Partial<Operation> = {}): Operation {
  const other = Object.fromEntries(
    Object.entries(body).map(([member, value]) => [member, typeof value === 'string' ? `${value}!` : 2]),
  );
  return {
    source: 'document',
    scope: 'ai:generate',
    plan: true,
    examples: [{ title: 'the documented request', sends: { body }, status: 200, shows }],
    failures: [
      {
        title: 'a quota that is used up',
        sends: spent(body),
        failure: [402, 'quota_exceeded'],
      },
      otherRequest({ body }, () => `/social-crm/v1/ai/${name}`, { body: other }),
    ],
    ...further,
  };
}

const list = (scope: string, example: Omit<Example, 'status' | 'sends'>): Operation => ({
  source: 'document',
  scope,
  examples: [{ sends: {}, status: 200, ...example }],
});

const postOperations: Record<string, Operation> = {
  listPosts: {
    ...list('posts:read', { title: 'the documented posts', shows: { data: [{ id: /^post_/ }] } }),
    deviates: ['A `limit` above 50 is 50.'],
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
    },
    deviates: ['The answer has more members than the document shows, after the documented ones.'],
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
      '`scheduled_at` is our name for the time, which is within a year; the document does not show a body.',
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
    deviates: ['202 while it is on its way to an account, else 200; the document does not say.'],
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
    deviates: ['The document does not show its answer; the shape is ours. What no platform tells is null.'],
  },
};

const OURS = ['The document shows neither body nor answer; both are ours.'];
const engine = 'embedded';

const aiOperations: Record<string, Operation> = {
  rewriteText: ai('rewrite', { text: 'buy now', tone: 'friendly' }, { data: { text: /./, engine } }),
  composePost: ai('compose', { prompt: 'launch day' }, { data: { text: /./, engine } }, { deviates: OURS }),
  suggestHashtags: ai(
    'hashtags',
    { text: 'Launch day of our espresso machine' },
    { data: { hashtags: [/^#/], engine } },
    { deviates: OURS },
  ),
  writeThread: ai(
    'thread',
    { text: 'One sentence. '.repeat(40) },
    { data: { posts: [/./, /./], engine } },
    { deviates: OURS },
  ),
  suggestIdeas: ai(
    'ideas',
    { topic: 'espresso', count: 1 },
    { data: { ideas: [{ title: /./, body: /./ }], engine } },
    { deviates: OURS },
  ),
  optimisePost: ai('optimise', { text: 'buy now' }, { data: { text: /./, engine } }, { deviates: OURS }),
};

const dataOperations: Record<string, Operation> = {
  listAccounts: list('insights:read', { title: 'the accounts', shows: { data: [{ id: 'acct_1' }] } }),
  getAccountAnalytics: {
    ...list('insights:read', { title: 'their audience', shows: { data: [{ account_id: 'acct_1' }] } }),
    deviates: ['The document does not show its answer; the shape is ours.'],
  },
  getPersona: {
    ...list('insights:read', { title: 'the persona', shows: { data: { tones: [], topics: [] } } }),
    deviates: ['The document does not show its answer; the shape is ours.'],
  },
  listTrending: {
    ...list('insights:read', { title: 'the topics of the last hour', shows: { data: [] } }),
    deviates: ['The document does not show its answer; the shape is ours.'],
  },
};

const mediaOperations: Record<string, Operation> = {
  requestUpload: {
    source: 'document',
    scope: 'media:write',
    plan: true,
    examples: [
      {
        title: 'a picture',
        sends: { body: { filename: 'a.png', content_type: 'image/png', size: 10 } },
        status: 201,
        shows: { id: /^media_/, upload_url: /^https?:/, method: 'PUT' },
      },
    ],
    failures: [
      otherRequest(
        { body: { filename: 'a.png', content_type: 'image/png', size: 10 } },
        () => '/social-crm/v1/media/upload-url',
        { body: { filename: 'b.png', content_type: 'image/png', size: 10 } },
      ),
    ],
    deviates: OURS,
  },
  confirmUpload: {
    source: 'document',
    scope: 'media:write',
    plan: true,
    examples: [
      {
        title: 'a picture that was sent',
        sends: async (world) => ({ params: { id: await uploaded(world) } }),
        status: 200,
        shows: { id: /^media_/, status: 'ready', url: /^https?:/, content_type: 'image/png' },
      },
    ],
    failures: [
      {
        title: 'a file that is not there',
        sends: { params: { id: 'media_0' } },
        failure: [404, 'not_found'],
      },
      {
        title: 'a file that was not sent',
        sends: async (world) => ({ params: { id: await announced(world) } }),
        failure: [409, 'conflict'],
      },
    ],
    deviates: ['The document does not show its answer; the shape is ours.'],
  },
};

/** SocialCRM. */
export const socialCrm: Documented = {
  name: 'social-crm',
  title: 'SocialCRM',
  foreign: 'buzzabout',
  hosts: ['social-crm.localhost', 'api.socialcrm.org'],
  failures: {
    'missing key': [401, 'unauthorized'],
    'invalid key': [401, 'unauthorized'],
    'key of another product': [401, 'unauthorized'],
    scope: [403, 'forbidden_scope'],
    plan: [402, 'payment_required'],
    limit: [429, 'rate_limited'],
    fault: [500, 'internal_error'],
    method: [405, 'method_not_allowed'],
    'malformed body': [400, 'invalid_request'],
    'media type': [415, 'unsupported_media_type'],
    'body too large': [413, 'payload_too_large'],
    value: [400, 'invalid_request'],
  },
  codeOf: ({ error }: { error: { code: string } }) => error.code,
  rate: {
    'x-ratelimit-limit': /^600$/,
    'x-ratelimit-remaining': /^\d+$/,
    'x-ratelimit-reset': /^177\d{7}$/,
  },
  unknownMember: 'refused',
  operations: { ...postOperations, ...aiOperations, ...dataOperations, ...mediaOperations },
  deviates: [
    'The document has no rate headers; they are the three of the other APIs, the reset in Unix seconds.',
    'Codes for what the document does not speak of, in its form: `conflict`, `method_not_allowed`, `payload_too_large`, `unsupported_media_type`, `internal_error`.',
    'A failing model (502, 504) is outside of this suite: `subgraphs/publishing/test` has it.',
  ],
};
