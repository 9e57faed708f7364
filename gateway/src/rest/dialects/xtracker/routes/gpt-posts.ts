import { Type } from 'typebox';
import { route } from '../../../engine/dialect.ts';
import { ERRORS } from '../errors.ts';
import { joinPosts } from '../markdown.ts';
import { P, placeOf, words } from '../parameters.ts';

/** `GET /v1/gpt/posts`. */
export const listPostsForGpt = route({
  operationId: 'v1GetPostsForGpt',
  method: 'GET',
  path: '/v1/gpt/posts',
  summary: 'Get formatted posts for ChatGPT',
  description: 'Get multiple posts in a markdown format optimized for ChatGPT.',
  scope: 'posts:read',
  query: Type.Object({
    username: P.word('Filter posts by Twitter username'),
    limit: P.limit(5, 20),
    keywords: P.word('Filter posts containing these keywords (space-separated)'),
    time_range: P.timeRange('day', 'week', 'month'),
  }),
  operation: /* GraphQL */ `
    query ListPostsForGpt($filter: XPostFilter!, $first: Int!) {
      xPosts(filter: $filter, first: $first) { nodes { markdown } }
    }
  `,
  variables: (input) => ({
    filter: {
      username: input.username || undefined,
      keywords: words(input.keywords),
      within: input.time_range!.toUpperCase(),
    },
    first: input.limit,
  }),
  placeOf,
  reply: ({ xPosts: { nodes } }: { xPosts: { nodes: { markdown: string }[] } }) => ({
    success: true,
    posts: joinPosts(nodes),
    count: nodes.length,
  }),
  response: {
    schema: Type.Object({
      success: Type.Boolean(),
      posts: Type.String({ description: 'Markdown-formatted post content' }),
      count: Type.Integer(),
    }),
    example: { success: true, posts: '## Post by @elonmusk\n…', count: 1 },
  },
  errors: { ...ERRORS, 404: ['not_found'] },
});
