import { Type } from 'typebox';
import { route } from '../../../../engine/dialect.ts';
import { AI_ROUTE, aiResponse, MODEL_ERRORS, MODEL_REFUSED, textSchema, type Written } from '../../ai.ts';
import { platforms } from '../../platforms.ts';
import type { Failure } from '../../problems.ts';
import { bodyOf, platformBody, textOf } from '../../schemas.ts';

/** `POST /v1/ai/compose`. */
export const composePost = route({
  ...AI_ROUTE,
  errors: MODEL_ERRORS,
  operationId: 'composePost',
  path: '/v1/ai/compose',
  summary: 'Compose a post from a prompt',
  description:
    'Writes a post from a prompt, in the voice of the persona. Fails with 501 if no language model is configured.',
  body: bodyOf({
    prompt: textOf(10_000, 'Subject of the post, 1 to 10,000 characters.'),
    tone: Type.Optional(textOf(100, "The tone; the persona's own without.")),
    platform: platformBody,
  }),
  operation: /* GraphQL */ `
    mutation ComposePost($prompt: String!, $tone: String, $platform: PublishingPlatform) {
      composePost(prompt: $prompt, tone: $tone, platform: $platform) { ${MODEL_REFUSED} ... on AiText { text engine } }
    }
  `,
  variables: ({ body }) => ({ ...body, platform: body.platform && platforms.valueOf(body.platform) }),
  reply: ({ composePost: result }: { composePost: Failure & Written }) => aiResponse(result),
  response: {
    schema: textSchema,
    example: { data: { text: 'Launch day is here. Come and see.', engine: 'gpt-5-mini' } },
  },
});
