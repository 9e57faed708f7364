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
    'Schedules a post for a future time, or reschedules it. A failed post is sent only to the accounts to which it is not yet published.',
  scope: 'posts:publish',
  policy: 'social-crm:paid',
  query: Type.Object({}),
  body: bodyOf({
    scheduled_at: Type.String({
      format: 'date-time',
      description: 'Future time, in ISO 8601 with a time zone, such as 2026-05-01T12:00:00Z.',
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
