import { Type } from 'typebox';
import { route } from '../../../engine/dialect.ts';
import { AI_ROUTE, aiAnswer, aiSchema, MODEL_ERRORS, workedOn } from '../ai.ts';
import { type Failure, failures } from '../problems.ts';
import { bodyOf, textOf } from '../schemas.ts';

const REFUSED = failures('InvalidInput', 'PlanRequired', 'QuotaExceeded');
const MODEL_REFUSED = failures('InvalidInput', 'PlanRequired', 'QuotaExceeded', 'ModelRequired');

type Hashtags = Failure & { hashtags: string[]; engine: string };
type Thread = Failure & { posts: string[]; engine: string };
type Ideas = Failure & { ideas: { title: string; body: string }[]; engine: string };

/** `POST /v1/ai/hashtags`. */
export const suggestHashtags = route({
  ...AI_ROUTE,
  operationId: 'suggestHashtags',
  path: '/v1/ai/hashtags',
  summary: 'Suggest hashtags',
  description: 'Suggests hashtags for a text: its own, and its key phrases, the best first.',
  body: bodyOf({
    text: workedOn,
    count: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 30, default: 5, description: 'How many at most.' }),
    ),
  }),
  operation: /* GraphQL */ `
    mutation SuggestHashtags($text: String!, $count: Int = 5) {
      suggestHashtags(text: $text, count: $count) { ${REFUSED} ... on HashtagsSuggested { hashtags engine } }
    }
  `,
  variables: ({ body }) => ({ ...body }),
  reply: ({ suggestHashtags: result }: { suggestHashtags: Hashtags }) => aiAnswer(result),
  response: {
    schema: aiSchema({ hashtags: Type.Array(Type.String(), { description: 'Each with its `#`.' }) }),
    example: { data: { hashtags: ['#launch', '#startup'], engine: 'embedded' } },
  },
});

/** `POST /v1/ai/thread`. */
export const writeThread = route({
  ...AI_ROUTE,
  operationId: 'writeThread',
  path: '/v1/ai/thread',
  summary: 'Expand into a thread',
  description: 'Splits a text into a thread. Links, handles, hashtags, code and numbers are never cut.',
  body: bodyOf({
    text: workedOn,
    max_length: Type.Optional(
      Type.Integer({
        minimum: 50,
        maximum: 5_000,
        default: 280,
        description: 'Most characters of one part.',
      }),
    ),
  }),
  operation: /* GraphQL */ `
    mutation WriteThread($text: String!, $maxLength: Int = 280) {
      writeThread(text: $text, maxLength: $maxLength) { ${REFUSED} ... on ThreadWritten { posts engine } }
    }
  `,
  variables: ({ body }) => ({ text: body.text, maxLength: body.max_length }),
  reply: ({ writeThread: result }: { writeThread: Thread }) => aiAnswer(result),
  response: {
    schema: aiSchema({ posts: Type.Array(Type.String(), { description: 'Its parts, in their order.' }) }),
    example: { data: { posts: ['Launch day is here. (1/2)', 'Come and see. (2/2)'], engine: 'embedded' } },
  },
});

/** `POST /v1/ai/ideas`. */
export const suggestIdeas = route({
  ...AI_ROUTE,
  errors: MODEL_ERRORS,
  operationId: 'suggestIdeas',
  path: '/v1/ai/ideas',
  summary: 'Generate content ideas',
  description:
    'Suggests ideas for posts about a topic; without one, about the trending topics. ' +
    'Without a language model: 501.',
  body: bodyOf({
    topic: Type.Optional(textOf(500, 'The topic; the trending topics without.')),
    count: Type.Optional(Type.Integer({ minimum: 1, maximum: 10, default: 3, description: 'How many.' })),
  }),
  operation: /* GraphQL */ `
    mutation SuggestIdeas($topic: String, $count: Int = 3) {
      suggestIdeas(topic: $topic, count: $count) { ${MODEL_REFUSED} ... on IdeasSuggested { ideas { title body } engine } }
    }
  `,
  variables: ({ body }) => ({ ...body }),
  reply: ({ suggestIdeas: result }: { suggestIdeas: Ideas }) => aiAnswer(result),
  response: {
    schema: aiSchema({
      ideas: Type.Array(
        Type.Object({
          title: Type.String({ description: 'The idea in a few words.' }),
          body: Type.String({ description: 'How the post might read.' }),
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
