import { Type } from 'typebox';
import { route } from '../../../engine/dialect.ts';
import { dayOrTime, limitOf, offset, timeRange, username, words } from '../parameters.ts';
import {
  FINDING_ERRORS,
  POST_EXAMPLE,
  POST_FIELDS,
  postSchema,
  type SourcePost,
  toPost,
  toSimplePost,
  withoutNulls,
} from '../post.ts';
import { filterPlaces, postFilter } from '../post-filter.ts';
import { checkRange } from '../range.ts';

interface Data {
  xPosts: {
    totalCount: number;
    nodes: SourcePost[];
    fetch: { endpoints: string[]; requests: number; cost: number; steps: string[] };
  };
}

const least = (what: string) =>
  Type.Optional(
    Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description: `Minimum ${what}.` }),
  );
const flag = (description: string) => Type.Optional(Type.Boolean({ default: false, description }));

const parameters = Type.Object({
  account_id: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
      description: 'Internal ID of a followed account.',
    }),
  ),
  username,
  account: username,
  time_range: timeRange(),
  start_date: dayOrTime('First day (YYYY-MM-DD) or time; overrides time_range.'),
  end_date: dayOrTime('Last day (YYYY-MM-DD), inclusive, or a time, exclusive; overrides time_range.'),
  keywords: words('Words that the post must contain (space-separated).'),
  hashtag: words('Posts with any of these hashtags (comma-separated, without #).'),
  mention: words('Posts that mention any of these usernames (comma-separated, without @).'),
  min_likes: least('likes'),
  min_retweets: least('retweets'),
  min_replies: least('replies'),
  is_thread: flag('Only posts that open a thread.'),
  thread_id: words('Only the posts of this thread; time_range does not apply.'),
  limit: limitOf(50, 100),
  offset,
  sort: Type.Optional(Type.String({ enum: ['recency', 'popularity'], default: 'recency' })),
  view: Type.Optional(
    Type.String({
      enum: ['full', 'simple', 'thread'],
      default: 'full',
      description:
        'Level of detail: the full post, a minimal one, or each post with the posts of its thread.',
    }),
  ),
  include_threads: flag('Thread information for posts that are part of a thread.'),
  verbose: flag('Whether to include processing details in the response.'),
});

/** `GET /v1/posts`. */
export const listPosts = route({
  operationId: 'v1GetPosts',
  method: 'GET',
  path: '/v1/posts',
  summary: 'Get posts',
  description: 'Unified endpoint to get posts of followed accounts with comprehensive filtering',
  scope: 'posts:read',
  query: parameters,
  check: checkRange,
  operation: /* GraphQL */ `
    query XPosts(
      $filter: XPostFilter!, $sort: XPostSort!, $first: Int!, $skip: Int!, $threads: Boolean!, $whole: Boolean!
    ) {
      xPosts(filter: $filter, sort: $sort, first: $first, skip: $skip) {
        totalCount(exact: true)
        fetch { endpoints requests cost steps }
        nodes {
          ${POST_FIELDS}
          thread @include(if: $threads) { length isStarter summary }
          thread @include(if: $whole) { posts { ${POST_FIELDS} } }
        }
      }
    }
  `,
  variables: (input) => ({
    filter: postFilter(input),
    sort: input.sort!.toUpperCase(),
    first: input.limit,
    skip: input.offset,
    threads: input.include_threads || input.view === 'thread',
    whole: input.view === 'thread',
  }),
  placeOf: filterPlaces(parameters.properties),
  reply({ xPosts: { totalCount, nodes, fetch } }: Data, { input }) {
    const posts = viewsOf(nodes, input.view!, input.include_threads!);
    return {
      success: true,
      posts,
      count: posts.length,
      total: totalCount,
      limit: input.limit,
      offset: input.offset,
      cost_data: {
        endpoints_used: fetch.endpoints.map((each) => each.toLowerCase()),
        request_count: fetch.requests,
        estimated_cost: fetch.cost,
        data_volume: totalCount,
      },
      ...(input.verbose ? { processing: processing(fetch, totalCount, posts.length) } : {}),
    };
  },
  response: {
    schema: Type.Object({
      success: Type.Literal(true),
      posts: Type.Array(postSchema),
      count: Type.Integer(),
      total: Type.Integer(),
      limit: Type.Integer({ description: 'Effective limit.' }),
      offset: Type.Integer(),
      cost_data: Type.Object(
        {
          endpoints_used: Type.Array(Type.String()),
          request_count: Type.Integer(),
          estimated_cost: Type.Number({ description: 'Estimated cost in US dollars.' }),
          data_volume: Type.Integer({ description: 'Number of posts searched.' }),
        },
        { description: 'Requests sent to X for this response.' },
      ),
      processing: Type.Optional(
        Type.Object(
          {
            source: Type.String({ enum: ['x', 'store'], description: 'Searched sources.' }),
            steps: Type.Array(
              Type.Object({
                step: Type.String({ enum: ['fetch', 'filter', 'page'] }),
                message: Type.Optional(Type.String()),
                posts: Type.Optional(Type.Integer()),
              }),
            ),
          },
          { description: 'With `verbose=true`: how the response was produced.' },
        ),
      ),
    }),
    example: {
      success: true,
      posts: [POST_EXAMPLE],
      count: 1,
      total: 156,
      limit: 50,
      offset: 0,
      cost_data: { endpoints_used: [], request_count: 0, estimated_cost: 0, data_volume: 156 },
    },
  },
  errors: FINDING_ERRORS,
});

/**
 * Presents posts as `view` requires. The posts of a thread are included once, at its first post in
 * the list.
 */
function viewsOf(posts: readonly SourcePost[], view: string, threads: boolean): object[] {
  const shown = new Set<string>();
  return posts.map((post) => {
    const whole = view === 'thread' && post.thread !== null && !shown.has(post.thread.starterId);
    if (whole) shown.add(post.thread!.starterId);
    return viewOf(post, view, { threads: threads || view === 'thread', whole });
  });
}

function viewOf(
  post: SourcePost,
  view: string,
  { threads, whole }: { threads: boolean; whole: boolean },
): object {
  const shown = view === 'simple' ? toSimplePost(post) : toPost(post);
  const { thread } = post;
  if (!thread || !threads) return shown;
  const { starterId, length, isStarter, summary } = thread;
  return {
    ...shown,
    thread: withoutNulls({
      thread_id: starterId,
      length,
      is_starter: isStarter,
      summary,
      posts: whole ? thread.posts!.map((each) => toPost({ ...each, thread })) : undefined,
    }),
  };
}

/** Reports where the posts came from: requests to X, then the store. */
function processing({ requests, steps }: Data['xPosts']['fetch'], matched: number, returned: number): object {
  return {
    source: requests > 0 ? 'x' : 'store',
    steps: [
      ...steps.map((message) => ({ step: 'fetch', message })),
      { step: 'filter', posts: matched },
      { step: 'page', posts: returned },
    ],
  };
}
