import { Type } from 'typebox';
import { route } from '../../../../engine/dialect.ts';
import { POST_FIELDS, type PostResult, postResponse, toPost } from '../../post.ts';
import { postMembers, toInput } from '../../post-input.ts';
import { failures, ONE_ERRORS, refuse } from '../../problems.ts';
import { bodyOf } from '../../schemas.ts';

/** `PATCH /v1/posts/{id}`. */
export const updatePost = route({
  operationId: 'updatePost',
  method: 'PATCH',
  path: '/v1/posts/{id}',
  summary: 'Update a post',
  description:
    'Updates a draft, scheduled or failed post; omitted properties keep their values. A failed post becomes a draft.',
  scope: 'posts:write',
  query: Type.Object({}),
  body: bodyOf({ ...postMembers, body: Type.Optional(postMembers.body) }),
  operation: /* GraphQL */ `
    mutation UpdatePost($id: ID!, $input: UpdatePostInput!) {
      updatePost(id: $id, input: $input) {
        ${failures('InvalidInput', 'NotFound', 'Conflict')}
        ... on PostUpdated { post { ${POST_FIELDS} } }
      }
    }
  `,
  variables: ({ params, body }) => ({
    id: params['id'],
    input: toInput(body),
  }),
  reply({ updatePost: result }: { updatePost: PostResult }) {
    refuse(result);
    return toPost(result.post);
  },
  response: postResponse,
  errors: { ...ONE_ERRORS, 409: ['conflict'] },
});
