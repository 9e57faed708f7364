import { Type } from 'typebox';
import { route } from '../../../../engine/dialect.ts';
import { nullable } from '../../../../engine/nullable.ts';
import { ERRORS } from '../../problems.ts';
import { dataOf, pageQuery } from '../../schemas.ts';

interface Data {
  trendingTopics: {
    topic: string;
    score: number;
    count: number;
    change: number | null;
    sources: string[];
  }[];
}

/** Maximum number of topics that the graph returns for one hour. */
const MOST = 50;

/** `GET /v1/trending`: highest score first. */
export const listTrending = route({
  operationId: 'listTrending',
  method: 'GET',
  path: '/v1/trending',
  summary: 'List trending topics',
  description: "What the workspace's communities write about more than usual, the highest score first.",
  scope: 'insights:read',
  query: Type.Object(pageQuery),
  operation: /* GraphQL */ `
    query ListTrending($first: Int!) { trendingTopics(first: $first) { topic score count change sources } }
  `,
  variables: ({ limit, offset }) => ({ first: Math.min(limit! + offset!, MOST) }),
  reply: ({ trendingTopics }: Data, { input }) => ({
    data: trendingTopics.slice(input.offset).map(({ topic, score, count, change, sources }) => ({
      topic,
      score,
      mentions: count,
      change_pct: change,
      sources,
    })),
  }),
  response: {
    schema: dataOf(
      Type.Array(
        Type.Object({
          topic: Type.String(),
          score: Type.Number({
            description: 'Deviation of the share of posts from the usual, in standard deviations.',
          }),
          mentions: Type.Integer({ description: 'Number of posts in the hour.' }),
          change_pct: nullable(
            Type.Number(),
            'Change compared with the same hour of the preceding weeks; null for a new topic.',
          ),
          sources: Type.Array(Type.String(), { description: 'Platforms with posts about the topic.' }),
        }),
      ),
    ),
    example: {
      data: [
        {
          topic: 'open source',
          score: 4.2,
          mentions: 17,
          change_pct: 240,
          sources: ['hackernews', 'reddit'],
        },
      ],
    },
  },
  errors: ERRORS,
});
