import type { BenchWorkspace } from '../harness/database.ts';
import { graphqlRequest, type LoadRequest } from '../harness/load.ts';
import { keyed } from '../harness/product.ts';
import { graphqlPosts, restRequest, twoSubgraphs } from '../posts/requests.ts';

/** The requests, and how many of a hundred each is. */
interface Share {
  readonly name: string;
  readonly percent: number;
  readonly request: LoadRequest;
}

const json = { 'content-type': 'application/json', accept: 'application/json' };

const SHARES: readonly Share[] = [
  { name: 'GET /api-posts', percent: 35, request: restRequest },
  { name: 'posts over GraphQL', percent: 20, request: graphqlPosts },
  { name: 'posts and viewer over GraphQL', percent: 10, request: twoSubgraphs },
  {
    name: 'POST /v1/mentions',
    percent: 15,
    request: {
      path: '/buzzabout/v1/mentions',
      method: 'POST',
      headers: json,
      body: JSON.stringify({
        sort: 'date',
        limit: 20,
        filters: [[{ type: 'sentiment', values: ['negative'] }]],
      }),
    },
  },
  {
    name: 'POST /v1/posts',
    percent: 5,
    request: {
      path: '/social-crm/v1/posts',
      method: 'POST',
      headers: { ...json, 'idempotency-key': '{n}' },
      body: JSON.stringify({ body: 'Draft {n} of the soak.' }),
    },
  },
  {
    name: 'createPost over GraphQL',
    percent: 5,
    request: graphqlRequest(
      `mutation Draft($input: CreatePostInput!) {
        createPost(input: $input) { ... on PostCreated { post { id status } } ... on InvalidInput { message field } }
      }`,
      { input: { body: 'Draft {n} over GraphQL.' } },
    ),
  },
  {
    name: 'GET /v1/posts',
    percent: 9,
    request: { path: '/social-crm/v1/posts?limit=20', method: 'GET', headers: json },
  },
  {
    name: 'POST /v1/ai/hashtags',
    // More would exhaust the plan's 5,000 per month within the ten minutes.
    percent: 1,
    request: {
      path: '/social-crm/v1/ai/hashtags',
      method: 'POST',
      headers: json,
      body: JSON.stringify({ text: 'Cold brew in Brooklyn, number {n}: the best coffee of the summer.' }),
    },
  },
];

/** Describes the mixture in words. */
export const description = SHARES.map(({ name, percent }) => `${percent} % ${name}`).join(', ');

/** A hundred requests, each kind spread evenly. */
export function mixture({ keys }: BenchWorkspace): LoadRequest[] {
  const placed = SHARES.flatMap(({ percent, request }) =>
    Array.from({ length: percent }, (_, index) => ({
      at: (index + 0.5) / percent,
      request: keyed(request, keys),
    })),
  );
  return placed.toSorted((one, other) => one.at - other.at).map(({ request }) => request);
}
