import { type Static, Type } from 'typebox';
import { type ReplyContext, type RouteInput, route, TextReply } from '../../../engine/dialect.ts';
import { ERRORS } from '../errors.ts';
import { aiDocument } from '../markdown.ts';
import { checkDates, list, P, placeOf, words } from '../parameters.ts';
import type { SourceThread } from '../post.ts';
import { toTime } from '../time.ts';

const query = Type.Object({
  account: P.word('Filter by username (returns all accounts if not specified)'),
  query: P.word('General text search across post content'),
  keywords: P.word('Space-separated keywords to search for'),
  hashtags: P.word('Comma-separated hashtags (without # symbol)'),
  mentions: P.word('Comma-separated mentions (without @ symbol)'),
  time_range: P.timeRange('day', 'week', 'month', 'year'),
  start_date: P.startDate,
  end_date: P.endDate,
  format: Type.Optional(
    Type.String({ enum: ['json', 'markdown'], default: 'json', description: 'Response format' }),
  ),
  limit: P.limit(25, 100),
  sort: Type.Optional(
    Type.String({ enum: ['recency', 'engagement'], default: 'recency', description: 'What comes first.' }),
  ),
});

type Input = RouteInput<typeof query, ReturnType<typeof Type.Unknown>>;

interface SourceAiPost {
  readonly id: string;
  readonly content: string;
  readonly postedAt: string;
  readonly url: string;
  readonly likes: number | null;
  readonly retweets: number | null;
  readonly replies: number | null;
  readonly views: number | null;
  readonly hashtags: readonly string[];
  readonly mentions: readonly string[];
  readonly media: readonly unknown[];
  readonly account: { readonly username: string };
  readonly thread: SourceThread | null;
  readonly markdown: string;
}

interface Data {
  xPosts: { totalCount: number; nodes: SourceAiPost[] };
}

const MARKDOWN = 'text/markdown';
const PLACES: Readonly<Record<string, string>> = {
  'filter.username': 'account',
  'filter.hashtags': 'hashtags',
  'filter.mentions': 'mentions',
};

const aiPosts = {
  path: '/v1/ai/posts',
  summary: 'Get posts for AI',
  description: 'Posts formatted specifically for AI and GPT integration, in JSON and markdown.',
  scope: 'posts:read',
  query,
  produces: MARKDOWN,
  check: (input: Input) => checkDates(input),
  operation: /* GraphQL */ `
    query AiPosts($filter: XPostFilter!, $first: Int!, $sort: XPostSort!) {
      xPosts(filter: $filter, first: $first, sort: $sort) {
        totalCount
        nodes {
          id content postedAt url likes retweets replies views hashtags mentions media { url } markdown
          account { username }
          thread { id isStarter length summary }
        }
      }
    }
  `,
  variables: (input: Input) => ({
    filter: {
      username: input.account || undefined,
      keywords: words(input.query, input.keywords),
      hashtags: list(input.hashtags),
      mentions: list(input.mentions),
      within: input.time_range!.toUpperCase(),
      from: input.start_date,
      to: input.end_date,
    },
    first: input.limit,
    sort: input.sort === 'engagement' ? 'POPULARITY' : 'RECENCY',
  }),
  placeOf: (argument: string) => PLACES[argument] ?? placeOf(argument),
  reply({ xPosts: { nodes, totalCount } }: Data, { input, accepts }: ReplyContext<Input>) {
    const asked = words(input.query, input.keywords);
    const bare = accepts(MARKDOWN);
    const markdown = bare || input.format === 'markdown';
    const document = markdown
      ? aiDocument(nodes, { query: asked, range: rangeOf(input), total: totalCount })
      : null;
    if (bare) return new TextReply(MARKDOWN, document!);
    return {
      success: true,
      posts: document ?? nodes.map(toAiPost),
      count: nodes.length,
      total: totalCount,
      metadata: {
        query: asked ?? null,
        time_range: input.start_date || input.end_date ? null : input.time_range,
        accounts: [...new Set(nodes.map(({ account }) => account.username))],
      },
    };
  },
  response: {
    schema: Type.Object({
      success: Type.Boolean(),
      posts: Type.Union([Type.Array(Type.Object({}, { additionalProperties: true })), Type.String()], {
        description: 'A list, or with format=markdown one document.',
      }),
      count: Type.Integer(),
      total: Type.Integer(),
      metadata: Type.Object({
        query: Type.Union([Type.String(), Type.Null()]),
        time_range: Type.Union([Type.String(), Type.Null()]),
        accounts: Type.Array(Type.String(), { description: 'Whose posts are in the answer.' }),
      }),
    }),
    example: {
      success: true,
      posts: [
        {
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
        },
      ],
      count: 1,
      total: 245,
      metadata: { query: 'AI technology', time_range: 'week', accounts: ['elonmusk'] },
    },
  },
  errors: { ...ERRORS, 404: ['not_found'] },
};

/** `GET /v1/ai/posts`. */
export const listAiPosts = route({ ...aiPosts, operationId: 'v1GetAiPosts', method: 'GET' });

/** `POST /v1/ai/posts`: the same parameters in the body, as JSON or as a form. */
export const searchAiPosts = route({
  ...aiPosts,
  operationId: 'v1SearchAiPosts',
  method: 'POST',
  parametersInBody: true,
});

function toAiPost(post: SourceAiPost) {
  const { likes, retweets, replies, views } = post;
  return {
    id: post.id,
    account: post.account.username,
    content: post.content,
    posted_at: toTime(post.postedAt),
    engagement: { likes, retweets, replies, views },
    is_thread: post.thread !== null,
    thread_length: post.thread?.length ?? 0,
    thread_summary: post.thread?.summary ?? null,
    media_count: post.media.length,
    hashtags: post.hashtags,
    mentions: post.mentions,
    url: post.url,
  };
}

/** The stretch of time in words, as the markdown document ends with it. */
function rangeOf({ start_date: from, end_date: to, time_range: range }: Static<typeof query>): string {
  if (from && to) return `${from} to ${to}`;
  if (from) return `Since ${from}`;
  return to ? `Until ${to}` : `Past ${range}`;
}
