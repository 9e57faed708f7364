import { Type } from 'typebox';
import { route } from '../../../../engine/dialect.ts';
import { nullable } from '../../../../engine/nullable.ts';
import { ERRORS } from '../../problems.ts';
import { countOrNull, dataOf, moment, pageQuery } from '../../schemas.ts';

interface SourceAudience {
  id: string;
  analytics: {
    followers: number | null;
    following: number | null;
    posts: number | null;
    fetchedAt: string;
  } | null;
}

/** `GET /v1/accounts/analytics`: oldest account first. */
export const getAccountAnalytics = route({
  operationId: 'getAccountAnalytics',
  method: 'GET',
  path: '/v1/accounts/analytics',
  summary: 'Get account analytics',
  description: 'Returns the audience of each account, in the order of the list. Unreported numbers are null.',
  scope: 'insights:read',
  query: Type.Object(pageQuery),
  operation: /* GraphQL */ `
    query GetAccountAnalytics($first: Int!, $skip: Int!) {
      connectedAccounts(first: $first, skip: $skip) {
        nodes { id analytics { followers following posts fetchedAt } }
      }
    }
  `,
  variables: ({ limit, offset }) => ({ first: limit, skip: offset }),
  reply: ({ connectedAccounts }: { connectedAccounts: { nodes: SourceAudience[] } }) => ({
    data: connectedAccounts.nodes.map(({ id, analytics }) => ({
      account_id: id,
      followers: analytics?.followers ?? null,
      following: analytics?.following ?? null,
      posts: analytics?.posts ?? null,
      fetched_at: analytics?.fetchedAt ?? null,
    })),
  }),
  response: {
    schema: dataOf(
      Type.Array(
        Type.Object({
          account_id: Type.String(),
          followers: countOrNull('Number of followers'),
          following: countOrNull('Number of followed accounts'),
          posts: countOrNull('Number of published posts'),
          fetched_at: nullable(moment(''), 'Time at which the figures were fetched; null if there are none.'),
        }),
      ),
    ),
    example: {
      data: [
        {
          account_id: 'acct_1',
          followers: 1840,
          following: 212,
          posts: 391,
          fetched_at: '2026-05-01T12:00:00.000Z',
        },
      ],
    },
  },
  errors: ERRORS,
});
