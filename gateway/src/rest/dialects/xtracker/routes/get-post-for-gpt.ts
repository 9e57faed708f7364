import { Type } from 'typebox';
import { route } from '../../../engine/dialect.ts';
import { Problem } from '../../../engine/problem.ts';
import { MARKDOWN_EXAMPLE } from '../markdown.ts';
import { FINDING_ERRORS } from '../post.ts';

/** `GET /v1/gpt/post/{post_id}`. */
export const getPostForGpt = route({
  operationId: 'v1GetPostForGpt',
  method: 'GET',
  path: '/v1/gpt/post/{post_id}',
  summary: 'Get formatted post details for ChatGPT',
  description: 'Get post details in a markdown format optimized for ChatGPT',
  scope: 'posts:read',
  query: Type.Object({}),
  operation: /* GraphQL */ `
    query XPostMarkdown($id: ID!) { xPost(id: $id) { markdown } }
  `,
  variables: ({ params }) => ({ id: params['post_id'] }),
  reply({ xPost }: { xPost: { markdown: string } | null }) {
    if (!xPost) throw new Problem('NOT_FOUND', 'Post not found');
    return { success: true, post: xPost.markdown };
  },
  response: {
    schema: Type.Object({ success: Type.Literal(true), post: Type.String({ description: 'Markdown' }) }),
    example: { success: true, post: MARKDOWN_EXAMPLE },
  },
  errors: FINDING_ERRORS,
});
