import { inAMinute, type Vendor, type VendorRequest, type VendorResponse } from '../stand-in.ts';
import { DRIFT, newestFirst, type PublicPost, pageOf } from './public-post.ts';

/** The GitHub API: issues over REST, discussions over GraphQL. `nobody/nothing` does not exist. */
export function github(posts: readonly PublicPost[]): Vendor {
  return {
    answer({ path, query, body, scenario }: VendorRequest): VendorResponse {
      if (path.startsWith('/repos/nobody/')) return { status: 404, body: { message: 'Not Found' } };
      const listed = scenario === 'empty' ? [] : newestFirst(posts);
      if (path === '/graphql') return { body: graphql(JSON.parse(body.toString()), listed, scenario) };
      const page = scenario === 'repeated' ? 0 : Number(query.get('page') ?? 1) - 1;
      const { posts: shown } = pageOf(listed, page);
      const items = shown.map((post) => issue(post, scenario));
      if (path.startsWith('/repos/')) return { body: items };
      const total = scenario === 'repeated' ? 900 : listed.length > 0 ? 900 : 0;
      return {
        body: {
          total_count: total,
          incomplete_results: false,
          items,
          ...(scenario === 'drifted' ? DRIFT : {}),
        },
      };
    },
    // The secondary limit.
    limited: () => ({
      status: 403,
      headers: {
        'retry-after': '60',
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': String(inAMinute()),
      },
      body: { message: 'You have exceeded a secondary rate limit. Please wait a few minutes.' },
    }),
    expired: { status: 401, body: { message: 'Bad credentials' } },
  };
}

function issue({ number, at, text }: PublicPost, scenario: string): object {
  return {
    id: number,
    node_id: `I_${number}`,
    number,
    html_url: `https://github.com/tea/pot/issues/${number}`,
    repository_url: 'https://api.github.com/repos/tea/pot',
    title: 'On tea',
    body: text,
    user: {
      login: 'someone',
      id: 7,
      avatar_url: 'https://a.example/7',
      html_url: 'https://github.com/someone',
      type: 'User',
    },
    labels: [{ name: 'bug' }],
    state: 'open',
    created_at: new Date(at).toISOString(),
    ...(scenario === 'hidden' ? {} : { comments: 2, reactions: { total_count: 4, '+1': 3, '-1': 1 } }),
    ...(scenario === 'drifted' ? { ...DRIFT, labels: 'bug', user: null } : {}),
  };
}

/** Discussions repeat what the issues say, so that both are found under their own ids. */
function graphql(
  { query, variables }: { query: string; variables: { ids?: string[] } },
  listed: readonly PublicPost[],
  scenario: string,
): object {
  const node = (id: string, { number, at, text }: PublicPost) => ({
    id,
    url: `https://github.com/tea/pot/discussions/${number}`,
    title: 'On tea',
    bodyText: text,
    createdAt: new Date(at).toISOString(),
    author: { login: 'someone', avatarUrl: 'https://a.example/7', url: 'https://github.com/someone' },
    repository: { nameWithOwner: 'tea/pot' },
    ...(scenario === 'hidden' ? {} : { upvoteCount: 1, comments: { totalCount: 2 } }),
    ...(scenario === 'drifted' ? DRIFT : {}),
  });
  if (query.includes('nodes(ids'))
    return {
      data: {
        nodes: variables.ids!.map((id) => {
          const post = listed.find(({ number }) => id === `I_${number}`);
          return post ? node(id, post) : null;
        }),
      },
    };
  return { data: { search: { pageInfo: { hasNextPage: false, endCursor: null }, nodes: [] } } };
}
