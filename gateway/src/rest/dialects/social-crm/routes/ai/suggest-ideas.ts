import { Type } from 'typebox';
import { route } from '../../../../engine/dialect.ts';
import { AI_ROUTE, aiResponse, aiSchema, MODEL_ERRORS, MODEL_REFUSED } from '../../ai.ts';
import type { Failure } from '../../problems.ts';
import { bodyOf, textOf } from '../../schemas.ts';

type Ideas = Failure & { ideas: { title: string; body: string }[]; engine: string };

/** `POST /v1/ai/ideas`. */
export const suggestIdeas = route({
  ...AI_ROUTE,
  errors: MODEL_ERRORS,
  operationId: 'suggestIdeas',
  path: '/v1/ai/ideas',
  summary: 'Generate content ideas',
  description:
    'Suggests ideas for posts about a topic; without one, about the trending topics. ' +
    'Fails with 501 if no language model is configured.',
  body: bodyOf({
    topic: Type.Optional(textOf(500, 'Topic. Default: the trending topics.')),
    count: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 10, default: 3, description: 'Number of ideas.' }),
    ),
  }),
  operation: /* GraphQL */ `
    mutation SuggestIdeas($topic: String, $count: Int = 3) {
      suggestIdeas(topic: $topic, count: $count) { ${MODEL_REFUSED} ... on IdeasSuggested { ideas { title body } engine } }
    }
  `,
  variables: ({ body }) => ({ ...body }),
  reply: ({ suggestIdeas: result }: { suggestIdeas: Ideas }) => aiResponse(result),
  response: {
    schema: aiSchema({
      ideas: Type.Array(
        Type.Object({
          title: Type.String({ description: 'The idea in a few words.' }),
          body: Type.String({ description: 'Possible text of the post.' }),
        }),
      ),
    }),
    example: {
      data: {
        ideas: [{ title: 'Behind the launch', body: 'What we learned in the last week before launch.' }],
        engine: 'gpt-5-mini',
      },
    },
  },
});
