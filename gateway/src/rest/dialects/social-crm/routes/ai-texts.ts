import { Type } from 'typebox';
import { route } from '../../../engine/dialect.ts';
import { AI_ROUTE, aiAnswer, aiSchema, MODEL_ERRORS, workedOn } from '../ai.ts';
import { type Failure, failures } from '../problems.ts';
import { bodyOf, platformBody, textOf } from '../schemas.ts';

const REFUSED = failures('InvalidInput', 'PlanRequired', 'QuotaExceeded');
const MODEL_REFUSED = failures('InvalidInput', 'PlanRequired', 'QuotaExceeded', 'ModelRequired');

interface Written {
  text: string;
  engine: string;
}

const textSchema = aiSchema({ text: Type.String() });

/** `POST /v1/ai/rewrite`. */
export const rewriteText = route({
  ...AI_ROUTE,
  errors: MODEL_ERRORS,
  operationId: 'rewriteText',
  path: '/v1/ai/rewrite',
  summary: 'Rewrite text in your voice',
  description:
    'Rewrites a text in another tone. Links, handles, hashtags, code and numbers stay as they are. ' +
    'Without a language model: 501 unless a word rule of the tone applies.',
  body: bodyOf({ text: workedOn, tone: textOf(100, 'The tone: `friendly`.') }),
  operation: /* GraphQL */ `
    mutation RewriteText($text: String!, $tone: String!) {
      rewriteText(text: $text, tone: $tone) { ${MODEL_REFUSED} ... on AiText { text engine } }
    }
  `,
  variables: ({ body }) => ({ ...body }),
  reply: ({ rewriteText: result }: { rewriteText: Failure & Written }) => aiAnswer(result),
  response: {
    schema: textSchema,
    example: { data: { text: 'Grab yours today, we would love to have you.', engine: 'embedded' } },
  },
});

/** `POST /v1/ai/compose`. */
export const composePost = route({
  ...AI_ROUTE,
  errors: MODEL_ERRORS,
  operationId: 'composePost',
  path: '/v1/ai/compose',
  summary: 'Compose a post from a prompt',
  description: 'Writes a post about a prompt, in the voice of the persona. Without a language model: 501.',
  body: bodyOf({
    prompt: textOf(10_000, 'What it is to be about, 1 to 10,000 characters.'),
    tone: Type.Optional(textOf(100, "The tone; the persona's own without.")),
    platform: platformBody,
  }),
  operation: /* GraphQL */ `
    mutation ComposePost($prompt: String!, $tone: String, $platform: PublishingPlatform) {
      composePost(prompt: $prompt, tone: $tone, platform: $platform) { ${MODEL_REFUSED} ... on AiText { text engine } }
    }
  `,
  variables: ({ body }) => ({ ...body, platform: body.platform?.toUpperCase() }),
  reply: ({ composePost: result }: { composePost: Failure & Written }) => aiAnswer(result),
  response: {
    schema: textSchema,
    example: { data: { text: 'Launch day is here. Come and see.', engine: 'gpt-5-mini' } },
  },
});

/** `POST /v1/ai/optimise`. */
export const optimisePost = route({
  ...AI_ROUTE,
  operationId: 'optimisePost',
  path: '/v1/ai/optimise',
  summary: 'Optimise a post for reach',
  description: 'Finds what keeps a post from reaching people, and removes what it can.',
  body: bodyOf({ text: workedOn, platform: platformBody }),
  operation: /* GraphQL */ `
    mutation OptimisePost($text: String!, $platform: PublishingPlatform) {
      optimisePost(text: $text, platform: $platform) {
        ${REFUSED} ... on PostOptimised { text score suggestions engine }
      }
    }
  `,
  variables: ({ body }) => ({ text: body.text, platform: body.platform?.toUpperCase() }),
  reply: ({
    optimisePost: result,
  }: {
    optimisePost: Failure & Written & { score: number; suggestions: string[] };
  }) => aiAnswer(result),
  response: {
    schema: aiSchema({
      text: Type.String({ description: 'The better text.' }),
      score: Type.Integer({ description: 'How good the text was as it came, 0 to 100.' }),
      suggestions: Type.Array(Type.String(), { description: 'What was wrong with it, the worst first.' }),
    }),
    example: {
      data: {
        text: 'Launch day is here.\n\n#LaunchDay',
        score: 75,
        suggestions: [
          'No invitation: Nobody is asked for anything: end with a question or say what to do next.',
          'No hashtag: It has no hashtag to be found by.',
        ],
        engine: 'embedded',
      },
    },
  },
});
