import { Type } from 'typebox';
import { route } from '../../../../engine/dialect.ts';
import { type Failure, failures, ONE_ERRORS, refuse } from '../../problems.ts';

/** `DELETE /v1/posts/{id}`. */
export const deletePost = route({
  operationId: 'deletePost',
  method: 'DELETE',
  path: '/v1/posts/{id}',
  summary: 'Delete a post',
  description: 'Deletes a post. Published copies remain on their platforms.',
  scope: 'posts:write',
  query: Type.Object({}),
  operation: /* GraphQL */ `
    mutation DeletePost($id: ID!) { deletePost(id: $id) { ${failures('NotFound', 'Conflict')} } }
  `,
  variables: ({ params }) => ({ id: params['id'] }),
  reply({ deletePost: result }: { deletePost: Failure }) {
    refuse(result);
    return null;
  },
  status: 204,
  response: { schema: Type.Null(), example: null },
  errors: { ...ONE_ERRORS, 409: ['conflict'] },
});
