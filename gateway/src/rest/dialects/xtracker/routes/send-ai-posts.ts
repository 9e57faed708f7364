import { Type } from 'typebox';
import { route } from '../../../engine/dialect.ts';
import { parseForm } from '../../../engine/form.ts';
import { readQuery } from '../../../engine/input.ts';
import {
  AI_POSTS_ROUTE,
  type AiPostsData,
  type AiPostsParameters,
  aiPostsParameters,
  aiPostsReply,
  aiPostsVariables,
  MARKDOWN,
} from '../ai-posts.ts';
import { checkRange } from '../range.ts';

const FORM = 'application/x-www-form-urlencoded';

/** The parameters as a JSON body, which may also send the number as text. */
const body = Type.Object({
  ...aiPostsParameters.properties,
  limit: Type.Optional(Type.Union([Type.Integer(), Type.String()], { default: 25 })),
});

/** `POST /v1/ai/posts`: as the GET route, with the parameters in a JSON or form body. */
export const sendAiPosts = route({
  ...AI_POSTS_ROUTE,
  operationId: 'v1SendAiPosts',
  method: 'POST',
  summary: 'Posts for AI and GPT integration',
  description: 'Like GET, with the parameters in the body, as JSON or as a form.',
  query: Type.Object({}),
  body,
  text: FORM,
  check: (input) => checkRange(parametersOf(input)),
  variables: (input) => aiPostsVariables(parametersOf(input)),
  reply: (data: AiPostsData, { input, accepts }) =>
    aiPostsReply(data, parametersOf(input), accepts(MARKDOWN)),
});

/** Reads the parameters of a body by the rules of the query string. */
function parametersOf({ body, text }: { body: unknown; text: string | null }): AiPostsParameters {
  const given = text === null ? (body as Record<string, unknown>) : parseForm(text);
  return readQuery(aiPostsParameters, given) as AiPostsParameters;
}
