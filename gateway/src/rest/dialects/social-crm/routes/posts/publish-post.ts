import { Type } from 'typebox';
import { route } from '../../../../engine/dialect.ts';
import { POST_EXAMPLE, POST_FIELDS, type PostResult, postSchema, targetExample, toPost } from '../../post.ts';
import { failures, ONE_ERRORS, PAID_ERRORS, refuse } from '../../problems.ts';
import { emptyBody } from '../../schemas.ts';

/**
 * `POST /v1/posts/{id}/publish`: 202 while an account is still being published to, otherwise 200.
 */
export const publishPost = route({
  operationId: 'publishPost',
  method: 'POST',
  path: '/v1/posts/{id}/publish',
  summary: 'Publish a post now',
  description:
    'Publishes a post. Returns 202 while it is being sent to an account, otherwise 200. A failed post is sent only to the accounts to which it is not yet published.',
  scope: 'posts:publish',
  policy: 'social-crm:paid',
  query: Type.Object({}),
  body: emptyBody,
  operation: /* GraphQL */ `
    mutation PublishPost($id: ID!) {
      publishPost(id: $id) {
        ${failures('InvalidInput', 'NotFound', 'Conflict', 'PlanRequired')}
        ... on PostPublishing { post { ${POST_FIELDS} } }
      }
    }
  `,
  variables: ({ params }) => ({ id: params['id'] }),
  reply({ publishPost: result }: { publishPost: PostResult }) {
    refuse(result);
    return toPost(result.post);
  },
  status: ({ publishPost: { post } }) => (post.status === 'PUBLISHING' ? 202 : 200),
  statuses: [200, 202],
  response: {
    schema: postSchema,
    example: {
      ...POST_EXAMPLE,
      status: 'publishing',
      targets: [targetExample('publishing', '2026-05-01T12:00:00.000Z')],
    },
  },
  errors: { ...ONE_ERRORS, ...PAID_ERRORS, 409: ['conflict'] },
});
