import { Type } from 'typebox';
import { route } from '../../../engine/dialect.ts';
import { invalid } from '../../../engine/input.ts';
import { platforms } from '../platforms.ts';
import { postSchema, type SourcePost, toPost } from '../post.ts';

const INTENTS = ['buying', 'pain_point', 'question', 'comparison'];

/** Parameters that `filters_applied` echoes if they were sent. */
const FILTERS = ['source', 'min_score', 'intent', 'from', 'to'] as const;

interface Data {
  communityPosts: { totalCount: number; nodes: SourcePost[] };
}

/** `GET /api-posts`: AI-scored community posts that match a keyword, newest first. */
export const listPosts = route({
  operationId: 'listPosts',
  method: 'GET',
  path: '/api-posts',
  summary: 'Community Posts',
  description: 'Fetch AI-scored community posts matching a keyword, newest first.',
  scope: 'community:read',
  query: Type.Object({
    keyword: Type.String({
      maxLength: 200,
      description: 'Keyword or phrase, matched in title and body. It does not have to be tracked.',
    }),
    source: Type.Optional(Type.String({ enum: [...platforms.all], description: 'Filter by platform.' })),
    min_score: Type.Optional(
      Type.Number({ minimum: 1, maximum: 10, description: 'Minimum AI score (1–10).' }),
    ),
    intent: Type.Optional(Type.String({ enum: INTENTS, description: 'Filter by intent.' })),
    from: Type.Optional(Type.String({ format: 'date', description: 'First day, YYYY-MM-DD.' })),
    to: Type.Optional(Type.String({ format: 'date', description: 'Last day, YYYY-MM-DD, inclusive.' })),
    limit: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 100,
        default: 50,
        clamp: true,
        description: 'Results per page; larger values are reduced to 100.',
      }),
    ),
    offset: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 1_000_000, default: 0, description: 'Pagination offset.' }),
    ),
  }),
  check({ keyword, from, to }) {
    if (keyword.trim() === '') throw invalid('keyword', 'a word or phrase');
    if (from && to && from > to) throw invalid('from', 'a date that is not after to');
  },
  operation: /* GraphQL */ `
    query ListPosts($filter: CommunityPostFilter!, $first: Int!, $skip: Int!) {
      communityPosts(filter: $filter, first: $first, skip: $skip) {
        totalCount(exact: true)
        nodes {
          url title body author source kind postedAt subreddit engagementStatus
          analysis {
            score reason intent urgency buyingStage action suggestedPlay competitorNamed
            signals { name }
          }
        }
      }
    }
  `,
  variables: (input) => ({
    filter: {
      keyword: input.keyword,
      source: input.source && platforms.valueOf(input.source),
      minScore: input.min_score,
      intent: input.intent?.toUpperCase(),
      from: input.from,
      to: input.to,
    },
    first: input.limit,
    skip: input.offset,
  }),
  reply({ communityPosts }: Data, { input }) {
    const data = communityPosts.nodes.map(toPost);
    const applied = FILTERS.filter((name) => input[name] !== undefined);
    return {
      data,
      meta: {
        total: communityPosts.totalCount,
        returned: data.length,
        limit: input.limit,
        offset: input.offset,
        keyword: input.keyword,
        filters_applied: Object.fromEntries(applied.map((name) => [name, input[name]])),
      },
    };
  },
  response: {
    schema: Type.Object({
      data: Type.Array(postSchema),
      meta: Type.Object({
        total: Type.Integer({ description: 'Number of matching posts.' }),
        returned: Type.Integer({ description: 'Number of posts in this response.' }),
        limit: Type.Integer({ description: 'Effective limit.' }),
        offset: Type.Integer(),
        keyword: Type.String(),
        filters_applied: Type.Object(
          {},
          { description: 'Filters of the request.', additionalProperties: true },
        ),
      }),
    }),
    example: {
      data: [
        {
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
        },
      ],
      meta: {
        total: 142,
        returned: 50,
        limit: 50,
        offset: 0,
        keyword: 'community monitoring',
        filters_applied: {},
      },
    },
  },
  errors: {
    400: ['MISSING_KEYWORD', 'INVALID_PARAMETER'],
    401: ['MISSING_API_KEY', 'INVALID_API_KEY'],
    403: ['PLAN_NO_API_ACCESS', 'FORBIDDEN_SCOPE'],
    429: ['RATE_LIMIT_EXCEEDED'],
    500: ['INTERNAL_ERROR'],
  },
});
