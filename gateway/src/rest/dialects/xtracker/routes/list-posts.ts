import { Type } from 'typebox';
import { route } from '../../../engine/dialect.ts';
import { invalid } from '../../../engine/input.ts';
import { ERRORS } from '../errors.ts';
import { checkDates, list, P, placeOf, words } from '../parameters.ts';
import { POST_FIELDS, postSchema, type SourcePost, toPost, toSimplePost, toThread } from '../post.ts';

interface Data {
  xPosts: { totalCount: number; nodes: SourcePost[] };
}

/** `GET /v1/posts`. */
export const listPosts = route({
  operationId: 'v1GetPosts',
  method: 'GET',
  path: '/v1/posts',
  summary: 'Get posts with smart fetching',
  description: 'Unified endpoint to get posts with smart fetching and comprehensive filtering',
  scope: 'posts:read',
  query: Type.Object({
    account_id: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: Number.MAX_SAFE_INTEGER,
        description: 'Filter posts by specific account ID',
      }),
    ),
    username: P.word('Filter posts by Twitter username'),
    account: P.word('The same as username.'),
    time_range: P.timeRange('day', 'week', 'month', 'year'),
    start_date: P.startDate,
    end_date: P.endDate,
    keywords: P.word('Filter posts containing these keywords (space-separated)'),
    hashtag: P.word('Filter posts with specific hashtag(s) (comma-separated, without # symbol)'),
    mention: P.word('Filter posts mentioning specific username(s) (comma-separated, without @ symbol)'),
    min_likes: P.least('likes'),
    min_retweets: P.least('retweets'),
    min_replies: P.least('replies'),
    is_thread: P.flag('Filter thread starter posts only (true) or all posts (false)'),
    thread_id: P.word('Get all posts in a specific thread'),
    limit: P.limit(50, 100),
    offset: P.offset,
    sort: Type.Optional(
      Type.String({ enum: ['recency', 'popularity'], default: 'recency', description: 'What comes first.' }),
    ),
    view: Type.Optional(
      Type.String({
        enum: ['full', 'simple', 'thread'],
        default: 'full',
        description: "'simple' returns minimal fields, 'thread' adds the posts of each post's thread.",
      }),
    ),
    include_threads: P.flag('Include thread information if post is part of a thread'),
    verbose: P.flag('Include processing details in response'),
  }),
  check(input) {
    checkDates(input);
    if (input.account && input.username && input.account !== input.username)
      throw invalid('account', 'the same as username');
  },
  operation: /* GraphQL */ `
    query ListXPosts(
      $filter: XPostFilter!, $first: Int!, $skip: Int!, $sort: XPostSort!, $threads: Boolean!, $chains: Boolean!
    ) {
      xPosts(filter: $filter, first: $first, skip: $skip, sort: $sort) {
        totalCount
        nodes {
          ${POST_FIELDS}
          thread {
            summary @include(if: $threads)
            posts @include(if: $chains) { id content postedAt }
          }
        }
      }
    }
  `,
  variables: (input) => ({
    filter: {
      accountId: input.account_id,
      username: input.username || input.account || undefined,
      within: input.time_range!.toUpperCase(),
      from: input.start_date,
      to: input.end_date,
      keywords: words(input.keywords),
      hashtags: list(input.hashtag),
      mentions: list(input.mention),
      minLikes: input.min_likes,
      minRetweets: input.min_retweets,
      minReplies: input.min_replies,
      threadStarters: input.is_thread || undefined,
      threadId: input.thread_id || undefined,
    },
    first: input.limit,
    skip: input.offset,
    sort: input.sort!.toUpperCase(),
    threads: input.include_threads! || input.view === 'thread',
    chains: input.view === 'thread',
  }),
  placeOf,
  reply({ xPosts: { nodes, totalCount } }: Data, { input }) {
    const shape = input.view === 'simple' ? toSimplePost : toPost;
    const withThreads = input.include_threads || input.view === 'thread';
    const posts = nodes.map((post) => ({
      ...shape(post),
      ...(withThreads && post.thread ? { thread: toThread(post.thread) } : {}),
    }));
    return {
      success: true,
      posts,
      count: posts.length,
      total: totalCount,
      limit: input.limit,
      offset: input.offset,
      // Stored posts answer: nothing is asked of X, and nothing spent.
      cost_data: { endpoints_used: [], request_count: 0, estimated_cost: 0, data_volume: posts.length },
      ...(input.verbose ? { processing: { steps: [`${posts.length} of ${totalCount} stored posts`] } } : {}),
    };
  },
  response: {
    schema: Type.Object({
      success: Type.Boolean(),
      posts: Type.Array(postSchema),
      count: Type.Integer({ description: 'Posts in this answer.' }),
      total: Type.Integer({ description: 'All posts that match.' }),
      limit: Type.Integer({ description: 'The limit that was used.' }),
      offset: Type.Integer(),
      cost_data: Type.Object({
        endpoints_used: Type.Array(Type.String(), { description: 'What was asked of X.' }),
        request_count: Type.Integer({ description: 'Requests to X.' }),
        estimated_cost: Type.Number({ description: 'In US dollars.' }),
        data_volume: Type.Integer({ description: 'Posts in this answer.' }),
      }),
      processing: Type.Optional(
        Type.Object({ steps: Type.Array(Type.String()) }, { description: 'With verbose=true.' }),
      ),
    }),
    example: {
      success: true,
      posts: [],
      count: 0,
      total: 0,
      limit: 50,
      offset: 0,
      cost_data: { endpoints_used: [], request_count: 0, estimated_cost: 0, data_volume: 0 },
    },
  },
  errors: { ...ERRORS, 404: ['not_found'] },
});
