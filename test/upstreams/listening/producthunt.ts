import type { Vendor, VendorRequest, VendorResponse } from '../stand-in.ts';
import { DRIFT, newestFirst, PAGE, type PublicPost } from './public-post.ts';

/** The GraphQL API of Product Hunt. */
export function producthunt(posts: readonly PublicPost[]): Vendor {
  return {
    answer({ body, scenario }: VendorRequest): VendorResponse {
      const { variables } = JSON.parse(body.toString()) as {
        variables: { id?: string; after?: string | null };
      };
      const listed = scenario === 'empty' ? [] : newestFirst(posts);
      if (variables.id) {
        const post = listed.find(({ number }) => String(number) === variables.id);
        return { body: { data: { post: post ? launch(post, scenario) : null } } };
      }
      const from = scenario === 'repeated' ? 0 : Number(variables.after ?? 0);
      const shown = listed.slice(from, from + PAGE);
      const pageInfo = {
        endCursor: String(from + shown.length),
        hasNextPage: scenario === 'repeated' || from + PAGE < listed.length,
      };
      return {
        headers: {
          'x-rate-limit-limit': '6250',
          'x-rate-limit-remaining': '6100',
          'x-rate-limit-reset': '600',
        },
        body: {
          data: { posts: { edges: shown.map((post) => ({ node: launch(post, scenario) })), pageInfo } },
        },
      };
    },
    limited: () => ({
      status: 429,
      headers: { 'x-rate-limit-limit': '6250', 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': '60' },
      body: { data: null, errors: [{ error: 'rate_limit_reached' }] },
    }),
    expired: { status: 401, body: { data: null, errors: [{ error: 'invalid_oauth_token' }] } },
  };
}

function launch({ number, at, text }: PublicPost, scenario: string): object {
  return {
    id: String(number),
    name: 'Teapot',
    tagline: text,
    description: 'It pours.',
    url: `https://www.producthunt.com/products/teapot-${number}?utm_campaign=producthunt-api`,
    website: 'https://example.org/teapot',
    createdAt: new Date(at).toISOString(),
    thumbnail: { url: 'https://p.example/1.png' },
    topics: { edges: [{ node: { name: 'Tea' } }] },
    user: { id: '7', name: 'Some One', username: 'someone', profileImage: null },
    ...(scenario === 'hidden' ? {} : { votesCount: 5, commentsCount: 1 }),
    ...(scenario === 'drifted' ? { ...DRIFT, topics: null, user: 'someone' } : {}),
  };
}
