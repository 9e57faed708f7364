import { graphqlRequest, type LoadRequest } from '../harness/load.ts';
import { questions } from '../mentions/queries.ts';

/** One kind of request to the largest workspace. */
export interface Read {
  readonly name: string;
  readonly request: LoadRequest;
  /** The aim of its 95th percentile in milliseconds; null for work without one. */
  readonly aim: number | null;
  /** Whether an empty response would measure nothing, so that the benchmark fails. */
  readonly needsRows?: boolean;
}

/** Aims in milliseconds. */
const FIRST_PAGE = 50;
const CHART = 200;

/** The generated year. */
export const YEAR = { from: '2025-05-02', to: '2026-05-01' };
/** The last day that has posts. */
const LAST_DAY = '2026-04-30';
const TIMES = { from: `${YEAR.from}T00:00:00Z`, to: `${YEAR.to}T23:59:59Z` };

/** Brands whose names are words of the generated texts. */
export const BRANDS = ['word0', 'word1', 'word2', 'word3', 'nitro', 'nitro7'];

export const MENTION_PAGE = `query Mentions($datasetIds: [ID!], $filter: [[MentionFilter!]!], $search: String,
  $sort: MentionSort!, $order: SortOrder!, $first: Int!, $after: String) {
  mentions(datasetIds: $datasetIds, filter: $filter, search: $search, sort: $sort, order: $order, first: $first,
    after: $after) {
    totalCount totalCountIsExact
    nodes { id source title text url likes views comments shares postedAt dominantSentiment author { handle } }
    pageInfo { hasNextPage endCursor }
  }
}`;

export const POST_PAGE = `query Posts($filter: CommunityPostFilter, $search: String, $sort: CommunityPostSort!,
  $order: SortOrder!, $first: Int!, $after: String, $skip: Int) {
  communityPosts(filter: $filter, search: $search, sort: $sort, order: $order, first: $first, after: $after,
    skip: $skip) {
    totalCount totalCountIsExact
    nodes { id title body url author source postedAt likes engagementStatus analysis { score intent } }
    pageInfo { hasNextPage endCursor }
  }
}`;

/** First pages of every sort and filter of mentions, with their totals. */
export function mentionPages(): Read[] {
  const pages = questions().map(({ name, filter, sort, order, datasetIds }): Read => {
    const variables = { filter: asEnums(filter), sort: upper(sort), order: upper(order), datasetIds };
    return {
      name: `mentions: ${name}`,
      request: graphqlRequest(MENTION_PAGE, { ...variables, first: 20 }),
      aim: FIRST_PAGE,
    };
  });
  const search = { search: 'nitro', sort: 'DATE', order: 'DESC', first: 20 };
  return [
    ...pages,
    { name: 'mentions: search', request: graphqlRequest(MENTION_PAGE, search), aim: FIRST_PAGE },
    {
      name: 'mentions: POST /v1/mentions',
      request: { path: '/v1/mentions', method: 'POST', headers: JSON_BODY, body: '{}' },
      aim: FIRST_PAGE,
    },
  ];
}

const JSON_BODY = { 'content-type': 'application/json' };

/** Filters of community posts, common and rare. */
const POST_FILTERS: Readonly<Record<string, object>> = {
  'keyword, one in 400': { keyword: 'nitro' },
  'keyword, rare': { keyword: 'word17011' },
  'keyword, everywhere': { keyword: 'we compared' },
  'keyword, absent': { keyword: 'nowhere' },
  source: { source: ['BLUESKY'] },
  kind: { kind: ['COMMENT'] },
  intent: { intent: ['BUYING'] },
  urgency: { urgency: ['HIGH'] },
  'buying stage': { buyingStage: ['DECIDING'] },
  action: { action: ['ENGAGE'] },
  subreddit: { subreddit: ['SaaS'] },
  author: { author: ['author7'] },
  competitor: { competitor: ['Brand 0'] },
  'competitor, rare': { competitor: ['Brand 390'] },
  signal: { signal: ['budget_mentioned'] },
  'score of 7 or more': { minScore: 7 },
  'score of 10': { minScore: 10 },
  'a month': { from: '2025-08-01', to: '2025-08-31' },
  'engagement status': { engagementStatus: ['REPLIED'] },
  'still to be handled': { handled: false },
  handled: { handled: true },
  language: { language: ['en'] },
  'intent, score and status': { intent: ['BUYING'], minScore: 7, handled: false },
};

/** First pages of every sort and filter of community posts, with their totals. */
export function postPages(): Read[] {
  const page = (name: string, variables: object): Read => ({
    name: `posts: ${name}`,
    request: graphqlRequest(POST_PAGE, { sort: 'DATE', order: 'DESC', first: 20, ...variables }),
    aim: FIRST_PAGE,
  });
  const sorts = ['DATE', 'SCORE', 'LIKES'].flatMap((sort) =>
    ['DESC', 'ASC'].map((order) =>
      page(`sort ${sort.toLowerCase()} ${order.toLowerCase()}`, { sort, order }),
    ),
  );
  return [
    ...sorts,
    ...Object.entries(POST_FILTERS).map(([name, filter]) => page(`filter ${name}`, { filter })),
    page('filter intent by score', { filter: { intent: ['BUYING'] }, sort: 'SCORE' }),
    page('search', { search: 'nitro' }),
    page('page 1,000 by skip', { skip: 19_980 }),
    {
      name: 'posts: GET /api-posts, exact total',
      request: { path: '/api-posts?keyword=nitro&limit=20', method: 'GET', headers: {} },
      aim: FIRST_PAGE,
    },
  ];
}

/** The charts whose months are added up: their names begin with this. */
export const AUTHORS = 'chart: mentions by author';

/** Charts of the year, and counts without an aim. */
export function charts(queryId: string): Read[] {
  const mentions = (by: string, fields: string, first = 10) =>
    `{ mentionCounts(by: ${by}, first: ${first}, from: "${TIMES.from}", to: "${TIMES.to}") { key ${fields} } }`;
  const quarter = (by: string, fields: string) =>
    `{ mentionCounts(by: ${by}, first: 10, from: "2025-08-15T00:00:00Z", to: "2025-11-14T23:59:59Z") { key ${fields} } }`;
  const posts = (by: string, first = 10) =>
    `{ communityPostCounts(by: ${by}, first: ${first}, filter: { from: "${YEAR.from}", to: "${YEAR.to}" }) { key count } }`;
  const chart = (name: string, query: string, aim: number | null = CHART): Read => ({
    name: `chart: ${name}`,
    request: graphqlRequest(query),
    aim,
  });
  const sentiments = 'count positive neutral negative';
  const emotions = 'emotions { joy sadness anger fear surprise disgust neutral }';
  return [
    chart('mentions a day', mentions('DAY', 'count', 400)),
    chart('sentiment a day', mentions('DAY', `${sentiments} ${emotions}`, 400)),
    chart(
      'mentions a day, with a filter',
      `{ mentionCounts(by: DAY, first: 400, filter: [[{ hasMedia: { value: true } }]]) { key count } }`,
    ),
    chart(
      'sentiment a day, of a dataset',
      `{ mentionCounts(by: DAY, first: 400, datasetIds: ["ds_00000000000000000001"]) { key ${sentiments} } }`,
    ),
    chart(
      'mentions a day, with a filter that reads them',
      `{ mentionCounts(by: DAY, first: 400, filter: [[{ metricChange: { metric: LIKES, greaterThan: 10 } }]]) { key count } }`,
    ),
    chart('mentions by sentiment', mentions('SENTIMENT', 'count')),
    chart('mentions by source', mentions('SOURCE', sentiments)),
    chart('mentions by emotion', mentions('EMOTION', 'count')),
    chart('mentions by topic', mentions('TOPIC', sentiments)),
    chart('mentions by brand', mentions('BRAND', sentiments)),
    { ...chart('', mentions('AUTHOR', sentiments)), name: AUTHORS },
    chart('mentions by author, a quarter', quarter('AUTHOR', 'count')),
    chart('emotions by topic', mentions('TOPIC', emotions)),
    chart('posts a day', posts('DAY', 400)),
    chart('posts by source', posts('SOURCE')),
    chart('posts by intent', posts('INTENT')),
    chart('posts by competitor', posts('COMPETITOR')),
    chart('posts by author', posts('AUTHOR')),
    chart(
      'share of voice, 365 snapshots',
      `{ intelligenceQuery(id: "${queryId}") { shareOfVoice(from: "${YEAR.from}", to: "${YEAR.to}") { date } } }`,
    ),
    {
      ...chart(
        'trending topics of a day',
        `{ trendingTopics(window: DAY, at: "${LAST_DAY}T12:00:00Z") { topic score } }`,
      ),
      needsRows: true,
    },
    chart('share of voice, a year counted again', captureOf(queryId), null),
    chart('exact total of all mentions', '{ mentions(first: 0) { totalCount(exact: true) } }', null),
    chart('exact total of all posts', '{ communityPosts(first: 0) { totalCount(exact: true) } }', null),
  ];
}

/** Captures a share of voice of the year. */
export function captureOf(queryId: string): string {
  return `mutation { captureSnapshot(queryId: "${queryId}", date: "${YEAR.to}") { __typename } }`;
}

/** Filters have enum values as they are stored; operations name them in capitals. */
function asEnums(filter: unknown): unknown {
  if (Array.isArray(filter)) return filter.map(asEnums);
  const [kind, condition] = Object.entries(filter as Record<string, Record<string, unknown>>)[0]!;
  return { [kind]: ENUMS[kind]?.(condition) ?? condition };
}

const upper = (value: unknown): unknown =>
  Array.isArray(value) ? value.map(upper) : String(value).toUpperCase();

const values = (condition: Record<string, unknown>) => ({ values: upper(condition['values']) });

/** Filters with enums. */
const ENUMS: Readonly<Record<string, (condition: Record<string, unknown>) => object>> = {
  keyword: ({ operator, value }) => ({ operator: upper(operator), value }),
  sentiment: values,
  source: values,
  dominantEmotion: values,
  metricChange: ({ metric, changedBy, ...rest }) => ({
    metric: upper(metric),
    ...rest,
    ...(changedBy === undefined ? {} : { changedBy: withDirection(changedBy as { direction?: string }) }),
  }),
};

function withDirection({ direction, ...rest }: { direction?: string }): object {
  return direction === undefined ? rest : { ...rest, direction: upper(direction) };
}
