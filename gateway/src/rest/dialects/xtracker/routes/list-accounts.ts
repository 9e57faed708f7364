import { Type } from 'typebox';
import { route } from '../../../engine/dialect.ts';
import { ACCOUNT_EXAMPLE, ACCOUNT_FIELDS, accountSchema, type SourceAccount, toAccount } from '../account.ts';
import { limitOf, offset } from '../parameters.ts';
import { ERRORS } from '../post.ts';

/** `GET /v1/accounts`. */
export const listAccounts = route({
  operationId: 'v1GetAccounts',
  method: 'GET',
  path: '/v1/accounts',
  summary: 'Get followed accounts',
  description: 'Returns a list of X accounts followed by the authenticated user',
  scope: 'accounts:read',
  query: Type.Object({ limit: limitOf(50, 100), offset }),
  operation: /* GraphQL */ `
    query FollowedAccounts($first: Int!, $skip: Int!) {
      followedAccounts(first: $first, skip: $skip) { totalCount(exact: true) nodes { account { ${ACCOUNT_FIELDS} } } }
    }
  `,
  variables: (input) => ({ first: input.limit, skip: input.offset }),
  reply({
    followedAccounts: { totalCount, nodes },
  }: {
    followedAccounts: { totalCount: number; nodes: { account: SourceAccount }[] };
  }) {
    const accounts = nodes.map(({ account }) => toAccount(account));
    return { success: true, accounts, count: accounts.length, total: totalCount };
  },
  response: {
    schema: Type.Object({
      success: Type.Literal(true),
      accounts: Type.Array(accountSchema),
      count: Type.Integer(),
      total: Type.Integer(),
    }),
    example: { success: true, accounts: [ACCOUNT_EXAMPLE], count: 1, total: 1 },
  },
  errors: ERRORS,
});
