import { Type } from 'typebox';
import { route } from '../../../../engine/dialect.ts';
import { nullable } from '../../../../engine/nullable.ts';
import { notFound, ONE_ERRORS } from '../../problems.ts';
import { countOrNull, dataOf, moment } from '../../schemas.ts';

interface Numbers {
  impressions: number | null;
  likes: number | null;
  comments: number | null;
  shares: number | null;
  fetchedAt: string | null;
}

interface Data {
  post: {
    id: string;
    analytics: Numbers & {
      engagementRate: number | null;
      targets: (Numbers & { account: { id: string } })[];
    };
  } | null;
}

const counts = {
  impressions: countOrNull('Number of impressions'),
  likes: countOrNull('Number of likes or other reactions'),
  comments: countOrNull('Number of comments or replies'),
  shares: countOrNull('Number of shares or reposts'),
};

const fetched = nullable(moment(''), 'Time at which the figures were fetched; null if there are none.');

const EXAMPLE = {
  impressions: 1200,
  likes: 48,
  comments: 6,
  shares: 9,
};

/** `GET /v1/posts/{id}/analytics`. */
export const getPostAnalytics = route({
  operationId: 'getPostAnalytics',
  method: 'GET',
  path: '/v1/posts/{id}/analytics',
  summary: 'Get post analytics',
  description: 'Returns the statistics of a post, in total and by account. Unreported numbers are null.',
  scope: 'insights:read',
  query: Type.Object({}),
  operation: /* GraphQL */ `
    query GetPostAnalytics($id: ID!) {
      post(id: $id) {
        id
        analytics {
          impressions likes comments shares engagementRate fetchedAt
          targets { account { id } impressions likes comments shares fetchedAt }
        }
      }
    }
  `,
  variables: ({ params }) => ({ id: params['id'] }),
  reply({ post }: Data) {
    if (!post) throw notFound('The post');
    const { analytics } = post;
    return {
      data: {
        post_id: post.id,
        ...countsOf(analytics),
        engagement_rate: analytics.engagementRate,
        targets: analytics.targets.map((target) => ({
          account_id: target.account.id,
          ...countsOf(target),
          fetched_at: target.fetchedAt,
        })),
        fetched_at: analytics.fetchedAt,
      },
    };
  },
  response: {
    schema: dataOf(
      Type.Object({
        post_id: Type.String(),
        ...counts,
        engagement_rate: nullable(
          Type.Number(),
          'Reactions of all kinds divided by impressions; null if impressions are unknown or 0.',
        ),
        targets: Type.Array(Type.Object({ account_id: Type.String(), ...counts, fetched_at: fetched })),
        fetched_at: fetched,
      }),
    ),
    example: {
      data: {
        post_id: 'post_123',
        ...EXAMPLE,
        engagement_rate: 0.0525,
        targets: [{ account_id: 'acct_1', ...EXAMPLE, fetched_at: '2026-05-01T13:00:00.000Z' }],
        fetched_at: '2026-05-01T13:00:00.000Z',
      },
    },
  },
  errors: ONE_ERRORS,
});

function countsOf({ impressions, likes, comments, shares }: Numbers): object {
  return { impressions, likes, comments, shares };
}
