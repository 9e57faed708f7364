import { Type } from 'typebox';
import { route } from '../../../engine/dialect.ts';
import { invalid } from '../../../engine/input.ts';
import { ACCOUNT_EXAMPLE, ACCOUNT_FIELDS, accountSchema, type SourceAccount, toAccount } from '../account.ts';
import { ERRORS } from '../post.ts';

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
  reply({
    followAccount: result,
  }: {
    followAccount: { __typename: string; account: SourceAccount; isNew: boolean };
  }) {
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
