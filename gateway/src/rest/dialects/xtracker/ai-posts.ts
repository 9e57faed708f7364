import { type Static, Type } from 'typebox';
import { TextReply } from '../../engine/dialect.ts';
import { nullable } from '../../engine/nullable.ts';
import { joinPosts } from './markdown.ts';
import { dayOrTime, limitOf, present, timeRange, username, words } from './parameters.ts';
import { FINDING_ERRORS, timeOf } from './post.ts';
import { filterPlaces, postFilter } from './post-filter.ts';

/** Media type of the document. */
export const MARKDOWN = 'text/markdown';

/** Parameters of both routes. */
export const aiPostsParameters = Type.Object({
  account: username,
  query: words('A phrase in the post.'),
  keywords: words('Words that the post must contain (space-separated).'),
  hashtags: words('Posts with any of these hashtags (comma-separated, without #).'),
  mentions: words('Posts that mention any of these usernames (comma-separated, without @).'),
  time_range: timeRange(),
  start_date: dayOrTime('First day (YYYY-MM-DD) or time; overrides time_range.'),
  end_date: dayOrTime('Last day (YYYY-MM-DD), inclusive, or a time, exclusive; overrides time_range.'),
  format: Type.Optional(Type.String({ enum: ['json', 'markdown'], default: 'json' })),
  limit: limitOf(25, 100),
  sort: Type.Optional(Type.String({ enum: ['recency', 'engagement'], default: 'recency' })),
});

/** Parameters of a request. */
export type AiPostsParameters = Static<typeof aiPostsParameters>;

interface SourcePost {
  id: string;
  account: { username: string };
  content: string;
  postedAt: string;
  url: string;
  likes: number | null;
  retweets: number | null;
  replies: number | null;
  views: number | null;
  hashtags: string[];
  mentions: string[];
  media: { type: string }[];
  thread: { length: number; summary: string | null } | null;
  markdown?: string;
}

/** Result of the operation. */
export interface AiPostsData {
  xPosts: { totalCount: number; nodes: SourcePost[] };
}

const OPERATION = /* GraphQL */ `
  query AiPosts($filter: XPostFilter!, $sort: XPostSort!, $first: Int!, $markdown: Boolean!) {
    xPosts(filter: $filter, sort: $sort, first: $first) {
      totalCount(exact: true)
      nodes {
        id account { username } content postedAt url likes retweets replies views hashtags mentions
        media { type } thread { length summary } markdown @include(if: $markdown)
      }
    }
  }
`;

const count = nullable(Type.Integer());

const aiPostSchema = Type.Object({
  id: Type.String({ description: 'X post ID' }),
  account: Type.String(),
  content: Type.String(),
  posted_at: Type.String({ format: 'date-time' }),
  engagement: Type.Object({ likes: count, retweets: count, replies: count, views: count }),
  is_thread: Type.Boolean(),
  thread_length: Type.Integer({ description: 'Number of posts in its thread; 0 if it is not part of one.' }),
  thread_summary: nullable(Type.String()),
  media_count: Type.Integer(),
  hashtags: Type.Array(Type.String()),
  mentions: Type.Array(Type.String()),
  url: Type.String(),
});

/** First post of the documented example. */
const EXAMPLE = {
  id: '1234567890123456789',
  account: 'elonmusk',
  content:
    'Just announced a new AI product that will change the way we interact with technology. #AI #Innovation',
  posted_at: '2025-01-15T12:34:56Z',
  engagement: { likes: 4582, retweets: 891, replies: 327, views: 982451 },
  is_thread: true,
  thread_length: 3,
  thread_summary: 'Announcement of a new AI product with details about features and release timeline',
  media_count: 2,
  hashtags: ['AI', 'Innovation'],
  mentions: [],
  url: 'https://x.com/elonmusk/status/1234567890123456789',
};

/** Properties of both routes. */
export const AI_POSTS_ROUTE = {
  path: '/v1/ai/posts',
  scope: 'posts:read',
  operation: OPERATION,
  placeOf: filterPlaces(aiPostsParameters.properties),
  errors: FINDING_ERRORS,
  response: {
    schema: Type.Object({
      success: Type.Literal(true),
      posts: Type.Union([Type.Array(aiPostSchema), Type.String()], {
        description: 'Posts; with `format=markdown`, a document.',
      }),
      count: Type.Integer({ description: 'Number of posts in this response.' }),
      total: Type.Integer({ description: 'Number of matching posts.' }),
      metadata: Type.Object({
        query: nullable(Type.String()),
        time_range: Type.String(),
        accounts: Type.Array(Type.String()),
      }),
    }),
    example: {
      success: true,
      posts: [EXAMPLE],
      count: 1,
      total: 245,
      metadata: { query: 'AI technology', time_range: 'week', accounts: ['elonmusk', 'sama', 'OpenAI'] },
    },
    text: MARKDOWN,
  },
} as const;

/** Returns the variables of the operation. */
export function aiPostsVariables(input: AiPostsParameters): Record<string, unknown> {
  return {
    filter: postFilter(input),
    sort: input.sort === 'engagement' ? 'POPULARITY' : 'RECENCY',
    first: input.limit,
    markdown: input.format === 'markdown',
  };
}

/** Presents the posts; the bare document if the caller accepts markdown. */
export function aiPostsReply(
  { xPosts: { totalCount, nodes } }: AiPostsData,
  input: AiPostsParameters,
  bare: boolean,
) {
  const accounts = present(input.account)
    ? [input.account!.replace(/^@/, '')]
    : [...new Set(nodes.map(({ account }) => account.username))];
  const query = present(input.query) ?? present(input.keywords) ?? null;
  const metadata = { query, time_range: rangeOf(input) ?? input.time_range, accounts };
  const counts = { count: nodes.length, total: totalCount };
  if (input.format !== 'markdown') return { success: true, posts: nodes.map(toPost), ...counts, metadata };
  const document = documentOf(nodes, totalCount, input, query);
  return bare ? new TextReply(MARKDOWN, document) : { success: true, posts: document, ...counts, metadata };
}

function toPost(post: SourcePost) {
  return {
    id: post.id,
    account: post.account.username,
    content: post.content,
    posted_at: timeOf(post.postedAt),
    engagement: {
      likes: post.likes,
      retweets: post.retweets,
      replies: post.replies,
      views: post.views,
    },
    is_thread: post.thread !== null,
    thread_length: post.thread?.length ?? 0,
    thread_summary: post.thread?.summary ?? null,
    media_count: post.media.length,
    hashtags: post.hashtags,
    mentions: post.mentions,
    url: post.url,
  };
}

/** Returns the requested days, which take precedence over `time_range`; null if none were given. */
function rangeOf({ start_date: first, end_date: last }: AiPostsParameters): string | null {
  return first || last ? `${first ?? '…'} to ${last ?? 'today'}` : null;
}

/** Renders the markdown document as the API documents it. */
function documentOf(
  nodes: readonly SourcePost[],
  total: number,
  input: AiPostsParameters,
  query: string | null,
) {
  const range = rangeOf(input) ?? `Past ${input.time_range}`;
  const lines = [
    ...(query === null ? [] : [`**Query**: ${query.replace(/\s+/g, ' ').replace(/[\\`*_[\]<>]/g, '\\$&')}`]),
    `**Time Range**: ${range}`,
    `**Total Posts Found**: ${total}`,
  ];
  const posts = nodes.length > 0 ? `${joinPosts(nodes.map(({ markdown }) => markdown!))}\n---\n` : '';
  return `# AI-Related Posts from Your Followed Accounts\n\n${posts}\n${lines.join('\n\n')}\n`;
}
