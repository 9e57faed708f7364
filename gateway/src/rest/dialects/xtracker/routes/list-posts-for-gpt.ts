import { Type } from 'typebox';
import { route } from '../../../engine/dialect.ts';
import { joinPosts, MARKDOWN_EXAMPLE } from '../markdown.ts';
import { limitOf, timeRange, username, words } from '../parameters.ts';
import { FINDING_ERRORS } from '../post.ts';
import { filterPlaces, postFilter } from '../post-filter.ts';

const parameters = Type.Object({
  username,
  limit: limitOf(5, 20),
  keywords: words('Words that the post must contain (space-separated).'),
  time_range: timeRange(['day', 'week', 'month']),
});

/** `GET /v1/gpt/posts`. */
export const listPostsForGpt = route({
  operationId: 'v1GetPostsForGpt',
  method: 'GET',
  path: '/v1/gpt/posts',
  summary: 'Get formatted posts for ChatGPT',
  description: 'Get multiple posts in a markdown format optimized for ChatGPT',
  scope: 'posts:read',
  query: parameters,
  operation: /* GraphQL */ `
    query XPostsMarkdown($filter: XPostFilter!, $first: Int!) {
      xPosts(filter: $filter, first: $first) { nodes { markdown } }
    }
  `,
  variables: (input) => ({
    filter: postFilter(input),
    first: input.limit,
  }),
  placeOf: filterPlaces(parameters.properties),
  reply({ xPosts: { nodes } }: { xPosts: { nodes: { markdown: string }[] } }) {
    return { success: true, posts: joinPosts(nodes.map(({ markdown }) => markdown)), count: nodes.length };
  },
  response: {
    schema: Type.Object({ success: Type.Literal(true), posts: Type.String(), count: Type.Integer() }),
    example: { success: true, posts: MARKDOWN_EXAMPLE, count: 1 },
  },
  errors: FINDING_ERRORS,
});
