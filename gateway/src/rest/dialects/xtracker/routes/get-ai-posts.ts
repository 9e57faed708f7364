import { route } from '../../../engine/dialect.ts';
import {
  AI_POSTS_ROUTE,
  type AiPostsData,
  aiPostsParameters,
  aiPostsReply,
  aiPostsVariables,
  MARKDOWN,
} from '../ai-posts.ts';
import { checkRange } from '../range.ts';

/** `GET /v1/ai/posts`: posts for language models, as JSON or markdown. */
export const getAiPosts = route({
  ...AI_POSTS_ROUTE,
  operationId: 'v1AiPosts',
  method: 'GET',
  summary: 'Posts for AI and GPT integration',
  description: 'Returns posts formatted for AI and GPT integration, as JSON or Markdown.',
  query: aiPostsParameters,
  check: checkRange,
  variables: (input) => aiPostsVariables(input),
  reply: (data: AiPostsData, { input, accepts }) => aiPostsReply(data, input, accepts(MARKDOWN)),
});
