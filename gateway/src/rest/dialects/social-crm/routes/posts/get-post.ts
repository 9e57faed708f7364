import { Type } from 'typebox';
import { route } from '../../../../engine/dialect.ts';
import { POST_FIELDS, postResponse, type SourcePost, toPost } from '../../post.ts';
import { notFound, ONE_ERRORS } from '../../problems.ts';

/** `GET /v1/posts/{id}`. */
export const getPost = route({
  operationId: 'getPost',
  method: 'GET',
  path: '/v1/posts/{id}',
  summary: 'Get one post',
  description: 'Returns a post or draft.',
  scope: 'posts:read',
  query: Type.Object({}),
  operation: /* GraphQL */ `query GetPost($id: ID!) { post(id: $id) { ${POST_FIELDS} } }`,
  variables: ({ params }) => ({ id: params['id'] }),
  reply({ post }: { post: SourcePost | null }) {
    if (!post) throw notFound('The post');
    return toPost(post);
  },
  response: postResponse,
  errors: ONE_ERRORS,
});
