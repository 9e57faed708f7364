import { Type } from 'typebox';
import { route } from '../../../../engine/dialect.ts';
import { POST_EXAMPLE, POST_FIELDS, type PostResult, postSchema, targetExample, toPost } from '../../post.ts';
import { failures, ONE_ERRORS, PAID_ERRORS, refuse } from '../../problems.ts';
import { bodyOf } from '../../schemas.ts';

/** `POST /v1/posts/{id}/schedule`. */
export const schedulePost = route({
  operationId: 'schedulePost',
  method: 'POST',
  path: '/v1/posts/{id}/schedule',
  summary: 'Schedule a post',
  description:
    'Publishes a post at a time to come, or moves a scheduled post to another time. A post that failed is sent only to the accounts where it is not published.',
  scope: 'posts:publish',
  policy: 'social-crm:paid',
  query: Type.Object({}),
  body: bodyOf({
    scheduled_at: Type.String({
      format: 'date-time',
      description: 'When, in the future: ISO 8601 with its zone, such as 2026-05-01T12:00:00Z.',
    }),
  }),
  operation: /* GraphQL */ `
    mutation SchedulePost($id: ID!, $at: DateTime!) {
      schedulePost(id: $id, scheduledAt: $at) {
        ${failures('InvalidInput', 'NotFound', 'Conflict', 'PlanRequired')}
        ... on PostScheduled { post { ${POST_FIELDS} } }
      }
    }
  `,
  variables: ({ params, body }) => ({ id: params['id'], at: body.scheduled_at }),
  reply({ schedulePost: result }: { schedulePost: PostResult }) {
    refuse(result);
    return toPost(result.post);
  },
  response: {
    schema: postSchema,
    example: {
      ...POST_EXAMPLE,
      status: 'scheduled',
      scheduled_at: '2026-05-02T09:00:00.000Z',
      targets: [targetExample('scheduled', '2026-05-02T09:00:00.000Z')],
    },
  },
  errors: { ...ONE_ERRORS, ...PAID_ERRORS, 409: ['conflict'] },
});
