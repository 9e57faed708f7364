import { Type } from 'typebox';
import { route } from '../../../engine/dialect.ts';
import { Problem } from '../../../engine/problem.ts';
import { limitOf, present, timeRange, username, words } from '../parameters.ts';
import { FINDING_ERRORS } from '../post.ts';

const MARKDOWN = '## Post by @elonmusk\n**Posted on January 15, 2025 at 12:34 UTC**\n\n…\n';

/** Posts below each other, with a rule between them. */
export function joined(markdowns: readonly string[]): string {
  return markdowns.join('\n---\n');
}

/** `GET /v1/gpt/post/{post_id}`. */
export const gptPost = route({
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
    example: { success: true, post: MARKDOWN },
  },
  errors: FINDING_ERRORS,
});

/** `GET /v1/gpt/posts`. */
export const gptPosts = route({
  operationId: 'v1GetPostsForGpt',
  method: 'GET',
  path: '/v1/gpt/posts',
  summary: 'Get formatted posts for ChatGPT',
  description: 'Get multiple posts in a markdown format optimized for ChatGPT',
  scope: 'posts:read',
  query: Type.Object({
    username,
    limit: limitOf(5, 20),
    keywords: words('Words that must all be in the post (space-separated).'),
    time_range: timeRange(['day', 'week', 'month']),
  }),
  operation: /* GraphQL */ `
    query XPostsMarkdown($filter: XPostFilter!, $first: Int!) {
      xPosts(filter: $filter, first: $first) { nodes { markdown } }
    }
  `,
  variables: (input) => ({
    filter: {
      username: present(input.username),
      keywords: present(input.keywords),
      within: input.time_range!.toUpperCase(),
    },
    first: input.limit,
  }),
  placeOf: (argument) => argument.replace(/^filter\./, ''),
  reply({ xPosts: { nodes } }: { xPosts: { nodes: { markdown: string }[] } }) {
    return { success: true, posts: joined(nodes.map(({ markdown }) => markdown)), count: nodes.length };
  },
  response: {
    schema: Type.Object({ success: Type.Literal(true), posts: Type.String(), count: Type.Integer() }),
    example: { success: true, posts: MARKDOWN, count: 1 },
  },
  errors: FINDING_ERRORS,
});
