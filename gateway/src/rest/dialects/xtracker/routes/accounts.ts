import { Type } from 'typebox';
import { route } from '../../../engine/dialect.ts';
import { ACCOUNT_EXAMPLE, ACCOUNT_FIELDS, accountSchema, type SourceAccount, toAccount } from '../account.ts';
import { ERRORS, type Failure, refuse } from '../errors.ts';
import { P } from '../parameters.ts';

/** `GET /v1/accounts`. */
export const listAccounts = route({
  operationId: 'v1GetAccounts',
  method: 'GET',
  path: '/v1/accounts',
  summary: 'Get followed accounts',
  description: 'Returns a list of X accounts followed by the authenticated user',
  scope: 'accounts:read',
  query: Type.Object({ limit: P.limit(50, 100), offset: P.offset }),
  operation: /* GraphQL */ `
    query ListAccounts($first: Int!, $skip: Int!) {
      followedAccounts(first: $first, skip: $skip) { totalCount nodes { account { ${ACCOUNT_FIELDS} } } }
    }
  `,
  variables: ({ limit, offset }) => ({ first: limit, skip: offset }),
  reply({ followedAccounts: { nodes, totalCount } }: Followed) {
    const accounts = nodes.map(({ account }) => toAccount(account));
    return { success: true, accounts, count: accounts.length, total: totalCount };
  },
  response: {
    schema: Type.Object({
      success: Type.Boolean(),
      accounts: Type.Array(accountSchema),
      count: Type.Integer(),
      total: Type.Integer(),
    }),
    example: { success: true, accounts: [ACCOUNT_EXAMPLE], count: 1, total: 1 },
  },
  errors: ERRORS,
});

interface Followed {
  followedAccounts: { totalCount: number; nodes: { account: SourceAccount }[] };
}

/** `POST /v1/accounts`. */
export const addAccount = route({
  operationId: 'v1AddAccount',
  method: 'POST',
  path: '/v1/accounts',
  summary: 'Follow a new Twitter account',
  description: "Follow a new Twitter account and add it to the database if it doesn't exist",
  scope: 'accounts:write',
  query: Type.Object({}),
  body: Type.Object({
    username: Type.String({
      maxLength: 200,
      description: 'Twitter username to follow (with or without @, or full URL)',
    }),
  }),
  operation: /* GraphQL */ `
    mutation AddAccount($username: String!) {
      followAccount(username: $username) {
        __typename
        ... on AccountFollowed { isNew account { ${ACCOUNT_FIELDS} } }
        ... on InvalidInput { message field }
      }
    }
  `,
  variables: ({ body }) => ({ username: body.username }),
  reply({ followAccount: result }: { followAccount: Failure & { isNew: boolean; account: SourceAccount } }) {
    refuse(result);
    const account = toAccount(result.account);
    const words = result.isNew ? 'Now following' : 'Already following';
    return { success: true, message: `${words} @${account.username}`, account };
  },
  response: {
    schema: Type.Object({ success: Type.Boolean(), message: Type.String(), account: accountSchema }),
    example: { success: true, message: 'Now following @elonmusk', account: ACCOUNT_EXAMPLE },
  },
  errors: ERRORS,
});

/** `DELETE /v1/accounts/{username}`. */
export const unfollowAccount = route({
  operationId: 'v1UnfollowAccount',
  method: 'DELETE',
  path: '/v1/accounts/{username}',
  summary: 'Unfollow a Twitter account',
  description: "Remove a Twitter account from the user's followed accounts",
  scope: 'accounts:write',
  query: Type.Object({}),
  operation: /* GraphQL */ `
    mutation UnfollowAccount($username: String!) {
      unfollowAccount(username: $username) {
        __typename
        ... on AccountUnfollowed { username }
        ... on InvalidInput { message field }
        ... on NotFound { message }
      }
    }
  `,
  variables: ({ params }) => ({ username: params['username'] }),
  reply({ unfollowAccount: result }: { unfollowAccount: Failure & { username: string } }) {
    refuse(result);
    return { success: true, message: `No longer following @${result.username}` };
  },
  response: {
    schema: Type.Object({ success: Type.Boolean(), message: Type.String() }),
    example: { success: true, message: 'No longer following @elonmusk' },
  },
  errors: { ...ERRORS, 404: ['not_found'] },
});
