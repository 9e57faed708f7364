import { Type } from 'typebox';
import { route } from '../../../../engine/dialect.ts';
import { AI_ROUTE, aiResponse, aiSchema, REFUSED, workedOn } from '../../ai.ts';
import type { Failure } from '../../problems.ts';
import { bodyOf } from '../../schemas.ts';

type Hashtags = Failure & { hashtags: string[]; engine: string };

/** `POST /v1/ai/hashtags`. */
export const suggestHashtags = route({
  ...AI_ROUTE,
  operationId: 'suggestHashtags',
  path: '/v1/ai/hashtags',
  summary: 'Suggest hashtags',
  description: 'Suggests hashtags for a text: those it contains, and its key phrases; best first.',
  body: bodyOf({
    text: workedOn,
    count: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 30, default: 5, description: 'Maximum number of hashtags.' }),
    ),
  }),
  operation: /* GraphQL */ `
    mutation SuggestHashtags($text: String!, $count: Int = 5) {
      suggestHashtags(text: $text, count: $count) { ${REFUSED} ... on HashtagsSuggested { hashtags engine } }
    }
  `,
  variables: ({ body }) => ({ ...body }),
  reply: ({ suggestHashtags: result }: { suggestHashtags: Hashtags }) => aiResponse(result),
  response: {
    schema: aiSchema({
      hashtags: Type.Array(Type.String(), { description: 'Hashtags, including the `#`.' }),
    }),
    example: { data: { hashtags: ['#launch', '#startup'], engine: 'embedded' } },
  },
});
