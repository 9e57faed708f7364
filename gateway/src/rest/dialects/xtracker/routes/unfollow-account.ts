import { Type } from 'typebox';
import { route } from '../../../engine/dialect.ts';
import { Problem } from '../../../engine/problem.ts';
import { FINDING_ERRORS } from '../post.ts';

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
  reply({ unfollowAccount: result }: { unfollowAccount: { __typename: string; username: string } }) {
    // An invalid name is reported as an account that is not followed.
    if (result.__typename !== 'AccountUnfollowed') throw new Problem('NOT_FOUND', 'Account not found');
    return { success: true, message: `No longer following @${result.username}` };
  },
  response: {
    schema: Type.Object({ success: Type.Literal(true), message: Type.String() }),
    example: { success: true, message: 'No longer following @elonmusk' },
  },
  errors: FINDING_ERRORS,
});
