import { Type } from 'typebox';
import { route } from '../../../engine/dialect.ts';
import { nullable } from '../../../engine/nullable.ts';
import { Problem } from '../../../engine/problem.ts';
import { CORE_EXAMPLE, coreOf, FINDING_ERRORS, mediaOf, POST_FIELDS, type SourcePost } from '../post.ts';

/**
 * `GET /v1/tweets/{post_id}`: a post in the form of the written documentation, which includes
 * nulls.
 */
export const getPost = route({
  operationId: 'v1GetTweet',
  method: 'GET',
  path: '/v1/tweets/{post_id}',
  summary: 'Get one post',
  description:
    'Retrieve detailed information about a specific post including engagement metrics and reply count.',
  scope: 'posts:read',
  query: Type.Object({}),
  operation: /* GraphQL */ `
    query XPostById($id: ID!) { xPost(id: $id) { ${POST_FIELDS} url thread { isStarter } } }
  `,
  variables: ({ params }) => ({ id: params['post_id'] }),
  reply({ xPost: post }: { xPost: (SourcePost & { url: string }) | null }) {
    if (!post) throw new Problem('NOT_FOUND', 'Post not found');
    return {
      success: true,
      post: {
        ...coreOf(post),
        is_thread_starter: post.thread?.isStarter ?? false,
        thread_id: post.thread?.starterId ?? null,
        quoted_post_id: post.quotedPostId,
        hashtags: post.hashtags,
        mentions: post.mentions,
        media: mediaOf(post),
        url: post.url,
      },
    };
  },
  response: {
    schema: Type.Object({
      success: Type.Literal(true),
      post: Type.Object({
        id: Type.Integer(),
        post_id: Type.String(),
        account_id: Type.Integer(),
        username: Type.String(),
        content: Type.String(),
        posted_at: Type.String({ format: 'date-time' }),
        likes_count: nullable(Type.Integer()),
        retweets_count: nullable(Type.Integer()),
        replies_count: nullable(Type.Integer()),
        is_retweet: Type.Boolean(),
        is_thread_starter: Type.Boolean(),
        thread_id: nullable(Type.String()),
        quoted_post_id: nullable(Type.String()),
        hashtags: Type.Array(Type.String()),
        mentions: Type.Array(Type.String()),
        media: Type.Array(Type.Object({ type: Type.String(), url: Type.String() })),
        url: Type.String(),
      }),
    }),
    example: {
      success: true,
      post: {
        ...CORE_EXAMPLE,
        is_thread_starter: false,
        thread_id: null,
        quoted_post_id: null,
        hashtags: ['hashtags'],
        mentions: ['mentions'],
        media: [],
        url: 'https://x.com/elonmusk/status/1234567890123456789',
      },
    },
  },
  errors: FINDING_ERRORS,
});
