import { Type } from 'typebox';
import { route } from '../../../engine/dialect.ts';
import { invalid } from '../../../engine/input.ts';
import { Problem } from '../../../engine/problem.ts';
import { limitOf, offset } from '../parameters.ts';
import { ERRORS, FINDING_ERRORS, timeOf, withoutNulls } from '../post.ts';

const ACCOUNT_FIELDS = 'username internalId externalId createdAt fetchedAt';

interface SourceAccount {
  username: string;
  internalId: number;
  externalId: string | null;
  createdAt: string;
  fetchedAt: string | null;
}

/** What a mutation answers with: the change, or why there is none. */
interface Changed {
  __typename: string;
  message: string;
  account: SourceAccount;
  username: string;
  isNew: boolean;
}

/** Schema of an account. */
export const accountSchema = Type.Object({
  id: Type.Integer({ description: 'Internal account ID' }),
  username: Type.String(),
  account_id: Type.Optional(Type.String({ description: 'X account ID' })),
  created_at: Type.String({ format: 'date-time' }),
  last_updated: Type.Optional(
    Type.String({ format: 'date-time', description: 'When posts were last fetched' }),
  ),
});
const ACCOUNT_EXAMPLE = { id: 42, username: 'elonmusk', created_at: '2025-01-15T12:34:56Z' };

function toAccount(account: SourceAccount): object {
  return withoutNulls({
    id: account.internalId,
    username: account.username,
    account_id: account.externalId,
    created_at: timeOf(account.createdAt),
    last_updated: account.fetchedAt && timeOf(account.fetchedAt),
  });
}

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

/** `POST /v1/accounts`. */
export const followAccount = route({
  operationId: 'v1AddAccount',
  method: 'POST',
  path: '/v1/accounts',
  summary: 'Follow a new X account',
  description: "Follow a new X account and add it to the database if it doesn't exist",
  scope: 'accounts:write',
  query: Type.Object({}),
  body: Type.Object({
    username: Type.String({
      maxLength: 200,
      description: 'X username to follow (with or without @, or full URL)',
    }),
  }),
  operation: /* GraphQL */ `
    mutation FollowAccount($username: String!) {
      followAccount(username: $username) {
        __typename
        ... on AccountFollowed { isNew account { ${ACCOUNT_FIELDS} } }
        ... on InvalidInput { message }
      }
    }
  `,
  variables: ({ body }) => ({ username: body.username }),
  reply({ followAccount: result }: { followAccount: Changed }) {
    if (result.__typename === 'InvalidInput')
      throw invalid('username', 'a username or the address of a profile');
    const { username } = result.account;
    const message = result.isNew ? `Now following @${username}` : `Already following @${username}`;
    return { success: true, message, account: toAccount(result.account) };
  },
  response: {
    schema: Type.Object({ success: Type.Literal(true), message: Type.String(), account: accountSchema }),
    example: { success: true, message: 'Now following @elonmusk', account: ACCOUNT_EXAMPLE },
  },
  errors: ERRORS,
});

/** `DELETE /v1/accounts/{username}`. */
export const unfollowAccount = route({
  operationId: 'v1UnfollowAccount',
  method: 'DELETE',
  path: '/v1/accounts/{username}',
  summary: 'Unfollow an X account',
  description: "Remove an X account from the user's followed accounts",
  scope: 'accounts:write',
  query: Type.Object({}),
  operation: /* GraphQL */ `
    mutation UnfollowAccount($username: String!) {
      unfollowAccount(username: $username) { __typename ... on AccountUnfollowed { username } }
    }
  `,
  variables: ({ params }) => ({ username: params['username'] }),
  reply({ unfollowAccount: result }: { unfollowAccount: Changed }) {
    // A name that no account can have is followed by nobody.
    if (result.__typename !== 'AccountUnfollowed') throw new Problem('NOT_FOUND', 'Account not found');
    return { success: true, message: `No longer following @${result.username}` };
  },
  response: {
    schema: Type.Object({ success: Type.Literal(true), message: Type.String() }),
    example: { success: true, message: 'No longer following @elonmusk' },
  },
  errors: FINDING_ERRORS,
});
