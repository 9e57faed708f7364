import { type Static, Type } from 'typebox';
import { route, TextReply } from '../../../engine/dialect.ts';
import { readQuery } from '../../../engine/input.ts';
import { nullable } from '../../../engine/nullable.ts';
import {
  checkRange,
  dayOrTime,
  limitOf,
  listIn,
  present,
  RANGE_PLACES,
  rangeBetween,
  timeRange,
  username,
  words,
} from '../parameters.ts';
import { FINDING_ERRORS, timeOf } from '../post.ts';
import { joined } from './gpt-posts.ts';

const FORM = 'application/x-www-form-urlencoded';
const MARKDOWN = 'text/markdown';

const parameters = Type.Object({
  account: username,
  query: words('A phrase in the post.'),
  keywords: words('Words that must all be in the post (space-separated).'),
  hashtags: words('Any of these hashtags (comma-separated, without #).'),
  mentions: words('Any of these usernames is mentioned (comma-separated, without @).'),
  time_range: timeRange(),
  start_date: dayOrTime('First day (YYYY-MM-DD) or time; overrides time_range.'),
  end_date: dayOrTime('Last day (YYYY-MM-DD), included, or the time before which; overrides time_range.'),
  format: Type.Optional(Type.String({ enum: ['json', 'markdown'], default: 'json' })),
  limit: limitOf(25, 100),
  sort: Type.Optional(Type.String({ enum: ['recency', 'engagement'], default: 'recency' })),
});
type Parameters = Static<typeof parameters>;

/** The same parameters in a JSON body, where a number may be text as well. */
const body = Type.Object({
  ...parameters.properties,
  limit: Type.Optional(Type.Union([Type.Integer(), Type.String()], { default: 25 })),
});

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

interface Data {
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
  thread_length: Type.Integer({ description: 'Posts of its thread; 0 without one.' }),
  thread_summary: nullable(Type.String()),
  media_count: Type.Integer(),
  hashtags: Type.Array(Type.String()),
  mentions: Type.Array(Type.String()),
  url: Type.String(),
});

/** The first post of the document's example. */
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

const common = {
  path: '/v1/ai/posts',
  scope: 'posts:read',
  operation: OPERATION,
  errors: FINDING_ERRORS,
  response: {
    schema: Type.Object({
      success: Type.Literal(true),
      posts: Type.Union([Type.Array(aiPostSchema), Type.String()], {
        description: 'The posts; with `format=markdown` the document.',
      }),
      count: Type.Integer({ description: 'Posts in this answer.' }),
      total: Type.Integer({ description: 'All posts that match.' }),
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

/** `GET /v1/ai/posts`: posts for language models, as JSON or markdown. */
export const aiPosts = route({
  ...common,
  operationId: 'v1AiPosts',
  method: 'GET',
  summary: 'Posts for AI and GPT integration',
  description: 'Posts formatted for AI and GPT integration, as JSON or markdown.',
  query: parameters,
  check: checkRange,
  variables: (input) => variables(input),
  placeOf,
  reply: (data: Data, { input, accepts }) => reply(data, input, accepts(MARKDOWN)),
});

/** `POST /v1/ai/posts`: the same with the parameters in a body, JSON or form. */
export const sendAiPosts = route({
  ...common,
  operationId: 'v1SendAiPosts',
  method: 'POST',
  summary: 'Posts for AI and GPT integration',
  description: 'The same as GET, with the parameters in the body: JSON, or a form.',
  query: Type.Object({}),
  body,
  text: FORM,
  check: (input) => checkRange(sent(input)),
  variables: (input) => variables(sent(input)),
  placeOf,
  reply: (data: Data, { input, accepts }) => reply(data, sent(input), accepts(MARKDOWN)),
});

/** The parameters of a body, read by the rules of the query string. */
function sent({ body, text }: { body: unknown; text: string | null }): Parameters {
  const given = text === null ? (body as Record<string, unknown>) : formOf(text);
  return readQuery(parameters, given) as Parameters;
}

function formOf(text: string): Record<string, unknown> {
  const form = new URLSearchParams(text);
  return Object.fromEntries([...new Set(form.keys())].map((name) => [name, only(form.getAll(name))]));
}

/** A member that is given twice is refused as such. */
function only(values: string[]): string | string[] {
  return values.length === 1 ? values[0]! : values;
}

function variables(input: Parameters): Record<string, unknown> {
  return {
    filter: {
      username: present(input.account),
      phrase: present(input.query),
      keywords: present(input.keywords),
      hashtags: listIn('hashtags', input.hashtags),
      mentions: listIn('mentions', input.mentions),
      within: input.time_range!.toUpperCase(),
      ...rangeBetween(input),
    },
    sort: input.sort === 'engagement' ? 'POPULARITY' : 'RECENCY',
    first: input.limit,
    markdown: input.format === 'markdown',
  };
}

/** Where a filter of the graph stands in the request. */
function placeOf(argument: string): string {
  const name = argument.replace(/^filter\./, '');
  return { username: 'account', phrase: 'query', ...RANGE_PLACES }[name] ?? name;
}

function reply({ xPosts: { totalCount, nodes } }: Data, input: Parameters, bare: boolean) {
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

/** The days that were asked for, which come before `time_range`; null without any. */
function rangeOf({ start_date: first, end_date: last }: Parameters): string | null {
  return first || last ? `${first ?? '…'} to ${last ?? 'today'}` : null;
}

/** The document that the prose shows. */
function documentOf(nodes: readonly SourcePost[], total: number, input: Parameters, query: string | null) {
  const range = rangeOf(input) ?? `Past ${input.time_range}`;
  const lines = [
    ...(query === null ? [] : [`**Query**: ${query.replace(/\s+/g, ' ').replace(/[\\`*_[\]<>]/g, '\\$&')}`]),
    `**Time Range**: ${range}`,
    `**Total Posts Found**: ${total}`,
  ];
  const posts = nodes.length > 0 ? `${joined(nodes.map(({ markdown }) => markdown!))}\n---\n` : '';
  return `# AI-Related Posts from Your Followed Accounts\n\n${posts}\n${lines.join('\n\n')}\n`;
}
