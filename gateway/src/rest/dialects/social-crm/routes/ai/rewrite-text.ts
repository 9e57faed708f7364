import { route } from '../../../../engine/dialect.ts';
import {
  AI_ROUTE,
  aiResponse,
  MODEL_ERRORS,
  MODEL_REFUSED,
  textSchema,
  type Written,
  workedOn,
} from '../../ai.ts';
import type { Failure } from '../../problems.ts';
import { bodyOf, textOf } from '../../schemas.ts';

/** `POST /v1/ai/rewrite`. */
export const rewriteText = route({
  ...AI_ROUTE,
  errors: MODEL_ERRORS,
  operationId: 'rewriteText',
  path: '/v1/ai/rewrite',
  summary: 'Rewrite text in your voice',
  description:
    'Rewrites a text in another tone. Links, handles, hashtags, code and numbers stay as they are. ' +
    'If no language model is configured, removes fillers (`concise`), rewrites a bare offer (`friendly`), and fails with 501 otherwise.',
  body: bodyOf({ text: workedOn, tone: textOf(100, 'Tone, such as `friendly`.') }),
  operation: /* GraphQL */ `
    mutation RewriteText($text: String!, $tone: String!) {
      rewriteText(text: $text, tone: $tone) { ${MODEL_REFUSED} ... on AiText { text engine } }
    }
  `,
  variables: ({ body }) => ({ ...body }),
  reply: ({ rewriteText: result }: { rewriteText: Failure & Written }) => aiResponse(result),
  response: {
    schema: textSchema,
    example: { data: { text: 'Grab yours today, we would love to have you.', engine: 'embedded' } },
  },
});
