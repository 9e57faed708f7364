import { Type } from 'typebox';
import { route } from '../../../engine/dialect.ts';
import { Problem } from '../../../engine/problem.ts';
import { ERRORS } from '../errors.ts';
import { POST_FIELDS, type SourcePost, TWEET_EXAMPLE, toTweet, tweetSchema } from '../post.ts';

/** The post, or the dialect's 404. */
function found<Post>(post: Post | null): Post {
  if (!post) throw new Problem('NOT_FOUND', 'Post not found');
  return post;
}

const byId = {
  method: 'GET',
  scope: 'posts:read',
  query: Type.Object({}),
  variables: ({ params }: { params: Readonly<Record<string, string>> }) => ({ id: params['post_id'] }),
  errors: { ...ERRORS, 404: ['not_found'] },
} as const;

/** `GET /v1/tweets/{post_id}`. */
export const getTweet = route({
  ...byId,
  operationId: 'v1GetTweet',
  path: '/v1/tweets/{post_id}',
  summary: 'Get a post',
  description: 'Detailed information about a specific post including engagement metrics and reply count.',
  operation: /* GraphQL */ `
    query GetTweet($id: ID!) { xPost(id: $id) { ${POST_FIELDS} } }
  `,
  reply: ({ xPost }: { xPost: SourcePost | null }) => ({ success: true, post: toTweet(found(xPost)) }),
  response: {
    schema: Type.Object({ success: Type.Boolean(), post: tweetSchema }),
    example: { success: true, post: TWEET_EXAMPLE },
  },
});

/** `GET /v1/posts/{post_id}`: the same post, by the path that the lists suggest. */
export const getPost = route({ ...getTweet, operationId: 'v1GetPost', path: '/v1/posts/{post_id}' });

/** `GET /v1/gpt/post/{post_id}`. */
export const getPostForGpt = route({
  ...byId,
  operationId: 'v1GetPostForGpt',
  path: '/v1/gpt/post/{post_id}',
  summary: 'Get formatted post details for ChatGPT',
  description: 'Get post details in a markdown format optimized for ChatGPT.',
  operation: /* GraphQL */ `query GetPostForGpt($id: ID!) { xPost(id: $id) { markdown } }`,
  reply: ({ xPost }: { xPost: { markdown: string } | null }) => ({
    success: true,
    post: found(xPost).markdown,
  }),
  response: {
    schema: Type.Object({
      success: Type.Boolean(),
      post: Type.String({ description: 'Markdown-formatted post content' }),
    }),
    example: { success: true, post: '## Post by @elonmusk\n…' },
  },
});
