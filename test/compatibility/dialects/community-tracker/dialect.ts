import type { Documented, Operation } from '../../documented.ts';

const QUERY = 'a1b2c3d4-e5f6-7890-abcd-ef1234567890';

const DOCUMENTED_POST = {
  url: 'https://reddit.com/r/SaaS/comments/abc123',
  title: 'Looking for community monitoring tools',
  body: 'We need something to track brand mentions across Reddit and HN...',
  author: 'startup_founder',
  source: 'reddit',
  kind: 'p',
  posted_at: '2026-04-03T14:22:00Z',
  ai_score: 8.5,
  ai_reason: 'Direct buying intent for community monitoring tools.',
  intent: 'buying',
  urgency: 'high',
  buying_stage: 'evaluating',
  action_type: 'engage',
  suggested_play: 'Share a case study showing how CT solves this use case.',
  competitor_named: 'Brandwatch',
  buying_signals: ['budget_mentioned', 'timeline_given'],
  engagement_status: null,
  subreddit: 'SaaS',
};

const DOCUMENTED_QUERY = {
  id: QUERY,
  primary_brand: 'YourBrand',
  competitor_brands: ['Competitor A', 'Competitor B'],
  communities: ['reddit', 'hackernews', 'producthunt'],
  range_days: 30,
};

const DOCUMENTED_SNAPSHOT = {
  snapshot_date: '2026-04-03',
  time_range: '30d',
  range_days: 30,
  ai_summary: 'YourBrand leads with 42% SOV across tracked communities...',
  brands: {
    YourBrand: { mentions: 84, sov_pct: 42 },
    'Competitor A': { mentions: 62, sov_pct: 31 },
  },
  by_community: {
    reddit: { YourBrand: 35, 'Competitor A': 28 },
    hackernews: { YourBrand: 22, 'Competitor A': 12 },
  },
};

const listPosts: Operation = {
  source: 'document',
  scope: 'community:read',
  plan: true,
  examples: [
    {
      title: 'the documented answer',
      sends: { query: { keyword: 'community monitoring', from: '2026-04-03', to: '2026-04-03' } },
      status: 200,
      shows: {
        data: [DOCUMENTED_POST],
        meta: { returned: 1, limit: 50, offset: 0, keyword: 'community monitoring' },
      },
    },
    {
      title: 'the documented request',
      sends: {
        query: { keyword: 'AI tools', source: 'reddit', min_score: 7, from: '2026-03-28', limit: 20 },
      },
      status: 200,
      shows: {
        meta: {
          limit: 20,
          keyword: 'AI tools',
          filters_applied: { source: 'reddit', min_score: 7, from: '2026-03-28' },
        },
      },
    },
  ],
  failures: [
    {
      title: 'no keyword',
      sends: {},
      failure: [400, 'MISSING_KEYWORD'],
      names: 'keyword',
    },
  ],
  values: {
    keyword: ['AI tools', 'a'.repeat(200)],
    from: ['2026-03-28'],
    to: ['2026-04-05'],
  },
  deviates: [
    'A `limit` above 100 is reduced to 100, and the response states it. The document names the maximum, not what happens beyond it.',
    '`intent` is null for a post whose text shows none. The document’s table says string, but an invented intent would be false.',
  ],
};

const getIntelligence: Operation = {
  source: 'document',
  scope: 'community:read',
  plan: true,
  examples: [
    {
      title: 'the newest snapshot',
      sends: { query: { query_id: QUERY } },
      status: 200,
      shows: { query: DOCUMENTED_QUERY, meta: { snapshots_returned: 1 } },
    },
    {
      title: 'the documented snapshot of a day',
      sends: { query: { query_id: QUERY, date: '2026-04-03' } },
      status: 200,
      shows: { data: DOCUMENTED_SNAPSHOT, query: DOCUMENTED_QUERY, meta: { snapshots_returned: 1 } },
    },
    {
      title: 'the documented range, newest first',
      sends: { query: { query_id: QUERY, from: '2026-03-01', to: '2026-04-03' } },
      status: 200,
      shows: {
        data: [DOCUMENTED_SNAPSHOT, { snapshot_date: '2026-03-27' }],
        query: DOCUMENTED_QUERY,
        meta: { snapshots_returned: 2, from: '2026-03-01', to: '2026-04-03' },
      },
    },
    {
      title: 'a range with the documented limit',
      sends: { query: { query_id: QUERY, from: '2026-03-01', to: '2026-04-01', limit: 10 } },
      status: 200,
      shows: { data: [{ snapshot_date: '2026-03-27' }] },
    },
  ],
  failures: [
    {
      title: 'no query_id: the queries stand beside the error',
      sends: {},
      failure: [400, 'MISSING_QUERY_ID'],
      names: QUERY,
    },
    {
      title: 'a query that is not there',
      sends: { query: { query_id: '00000000-0000-4000-8000-000000000000' } },
      failure: [404, 'QUERY_NOT_FOUND'],
    },
    {
      title: 'an id that is none',
      sends: { query: { query_id: 'x' } },
      failure: [404, 'QUERY_NOT_FOUND'],
    },
    {
      title: 'a day without a snapshot',
      sends: { query: { query_id: QUERY, date: '2020-01-01' } },
      failure: [404, 'SNAPSHOT_NOT_FOUND'],
    },
  ],
  values: {
    query_id: [QUERY],
    date: ['2026-03-27', '2026-04-03'],
    from: ['2026-03-01'],
    to: ['2026-04-03'],
  },
  exclusive: { 'date+from': 'date', 'date+to': 'date' },
  deviates: ['Days are UTC. A malformed id is 404; ids are case-insensitive.'],
};

/** CommunityTracker. */
export const communityTracker: Documented = {
  name: 'community-tracker',
  title: 'CommunityTracker',
  foreign: 'buzzabout',
  hosts: ['community-tracker.localhost'],
  failures: {
    'missing key': [401, 'MISSING_API_KEY'],
    'invalid key': [401, 'INVALID_API_KEY'],
    'key of another product': [401, 'INVALID_API_KEY'],
    scope: [403, 'FORBIDDEN_SCOPE'],
    plan: [403, 'PLAN_NO_API_ACCESS'],
    limit: [429, 'RATE_LIMIT_EXCEEDED'],
    fault: [500, 'INTERNAL_ERROR'],
    method: [405, 'METHOD_NOT_ALLOWED'],
    'malformed body': [400, 'MALFORMED_BODY'],
    'media type': [415, 'UNSUPPORTED_MEDIA_TYPE'],
    'body too large': [413, 'PAYLOAD_TOO_LARGE'],
    value: [400, 'INVALID_PARAMETER'],
  },
  nowhere: [404, 'NOT_FOUND'],
  codeOf: ({ error }: { error: { code: string } }) => error.code,
  rate: {
    'x-ratelimit-limit': /^5000$/,
    'x-ratelimit-remaining': /^\d+$/,
    'x-ratelimit-reset': /^2026-04-05T00:00:00\.000Z$/,
  },
  unknownMember: 'ignored',
  operations: { listPosts, getIntelligence },
  deviates: [
    'Codes for cases that the document does not mention, in its format: `INVALID_PARAMETER`, `FORBIDDEN_SCOPE`, `NOT_FOUND`, `METHOD_NOT_ALLOWED`.',
    'The document names no host; the virtual host is any whose first label is `community-tracker`.',
  ],
};
