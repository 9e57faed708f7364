import { Type } from 'typebox';
import { route } from '../../../../engine/dialect.ts';
import { AI_ROUTE, aiResponse, aiSchema, REFUSED, workedOn } from '../../ai.ts';
import type { Failure } from '../../problems.ts';
import { bodyOf } from '../../schemas.ts';

type Thread = Failure & { posts: string[]; engine: string };

/** `POST /v1/ai/thread`. */
export const writeThread = route({
  ...AI_ROUTE,
  operationId: 'writeThread',
  path: '/v1/ai/thread',
  summary: 'Expand into a thread',
  description: 'Splits a text into a thread. Links, handles, hashtags, code and numbers are never split.',
  body: bodyOf({
    text: workedOn,
    max_length: Type.Optional(
      Type.Integer({
        minimum: 50,
        maximum: 5_000,
        default: 280,
        description: 'Maximum number of characters per post.',
      }),
    ),
  }),
  operation: /* GraphQL */ `
    mutation WriteThread($text: String!, $maxLength: Int = 280) {
      writeThread(text: $text, maxLength: $maxLength) { ${REFUSED} ... on ThreadWritten { posts engine } }
    }
  `,
  variables: ({ body }) => ({ text: body.text, maxLength: body.max_length }),
  reply: ({ writeThread: result }: { writeThread: Thread }) => aiResponse(result),
  response: {
    schema: aiSchema({ posts: Type.Array(Type.String(), { description: 'Posts of the thread, in order.' }) }),
    example: { data: { posts: ['Launch day is here. (1/2)', 'Come and see. (2/2)'], engine: 'embedded' } },
  },
});
