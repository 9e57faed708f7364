import { Type } from 'typebox';
import { route } from '../../../../engine/dialect.ts';
import { POST_FIELDS, type PostResult, postResponse, toPost } from '../../post.ts';
import { postMembers, toInput } from '../../post-input.ts';
import { ERRORS, failures, refuse } from '../../problems.ts';
import { bodyOf } from '../../schemas.ts';

/** `POST /v1/posts`. */
export const createPost = route({
  operationId: 'createPost',
  method: 'POST',
  path: '/v1/posts',
  summary: 'Create a draft post',
  description: 'Creates a draft; nothing is published.',
  scope: 'posts:write',
  query: Type.Object({}),
  body: bodyOf(postMembers),
  operation: /* GraphQL */ `
    mutation CreatePost($input: CreatePostInput!) {
      createPost(input: $input) {
        ${failures('InvalidInput', 'PlanRequired')}
        ... on PostCreated { post { ${POST_FIELDS} } }
      }
    }
  `,
  variables: ({ body }) => ({
    input: toInput(body),
  }),
  reply({ createPost: result }: { createPost: PostResult }) {
    refuse(result);
    return toPost(result.post);
  },
  status: 201,
  response: postResponse,
  errors: { ...ERRORS, 409: ['conflict'] },
});
