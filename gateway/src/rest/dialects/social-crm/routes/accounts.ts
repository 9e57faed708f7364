import { Type } from 'typebox';
import { route } from '../../../engine/dialect.ts';
import { nullable } from '../../../engine/nullable.ts';
import { ERRORS } from '../problems.ts';
import { dataOf, moment, PLATFORMS, pageQuery, told } from '../schemas.ts';

interface SourceAccount {
  id: string;
  platform: string;
  handle: string;
  displayName: string | null;
  avatarUrl: string | null;
  status: string;
  connectedAt: string;
}

interface SourceAudience {
  id: string;
  analytics: {
    followers: number | null;
    following: number | null;
    posts: number | null;
    fetchedAt: string;
  } | null;
}

interface Page<Node> {
  connectedAccounts: { nodes: Node[] };
}

/** `GET /v1/accounts`: oldest first. */
export const listAccounts = route({
  operationId: 'listAccounts',
  method: 'GET',
  path: '/v1/accounts',
  summary: 'List connected social accounts',
  description: 'The accounts that posts are published to, oldest first.',
  scope: 'insights:read',
  query: Type.Object(pageQuery),
  operation: /* GraphQL */ `
    query ListConnectedAccounts($first: Int!, $skip: Int!) {
      connectedAccounts(first: $first, skip: $skip) {
        nodes { id platform handle displayName avatarUrl status connectedAt }
      }
    }
  `,
  variables: ({ limit, offset }) => ({ first: limit, skip: offset }),
  reply: ({ connectedAccounts }: Page<SourceAccount>) => ({
    data: connectedAccounts.nodes.map((account) => ({
      id: account.id,
      platform: account.platform.toLowerCase(),
      handle: account.handle,
      display_name: account.displayName,
      avatar_url: account.avatarUrl,
      status: account.status.toLowerCase(),
      connected_at: account.connectedAt,
    })),
  }),
  response: {
    schema: dataOf(
      Type.Array(
        Type.Object({
          id: Type.String({ description: 'Opaque and stable.' }),
          platform: Type.String({ enum: PLATFORMS }),
          handle: Type.String({ description: 'Its name on the platform.' }),
          display_name: nullable(Type.String(), 'What it is called; null when it has no such name.'),
          avatar_url: nullable(Type.String(), 'Its picture; null when there is none.'),
          status: Type.String({
            enum: ['connected', 'disconnected', 'expired'],
            description: 'expired: its platform no longer takes its credentials.',
          }),
          connected_at: moment('When it was connected last.'),
        }),
      ),
    ),
    example: {
      data: [
        {
          id: 'acct_1',
          platform: 'bluesky',
          handle: 'example.bsky.social',
          display_name: 'Example',
          avatar_url: null,
          status: 'connected',
          connected_at: '2026-05-01T12:00:00.000Z',
        },
      ],
    },
  },
  errors: ERRORS,
});

/** `GET /v1/accounts/analytics`: oldest account first. */
export const getAccountAnalytics = route({
  operationId: 'getAccountAnalytics',
  method: 'GET',
  path: '/v1/accounts/analytics',
  summary: 'Get account analytics',
  description: 'The audience of each account, in the order of the list. A number that nobody tells is null.',
  scope: 'insights:read',
  query: Type.Object(pageQuery),
  operation: /* GraphQL */ `
    query GetAccountAnalytics($first: Int!, $skip: Int!) {
      connectedAccounts(first: $first, skip: $skip) {
        nodes { id analytics { followers following posts fetchedAt } }
      }
    }
  `,
  variables: ({ limit, offset }) => ({ first: limit, skip: offset }),
  reply: ({ connectedAccounts }: Page<SourceAudience>) => ({
    data: connectedAccounts.nodes.map(({ id, analytics }) => ({
      account_id: id,
      followers: analytics?.followers ?? null,
      following: analytics?.following ?? null,
      posts: analytics?.posts ?? null,
      fetched_at: analytics?.fetchedAt ?? null,
    })),
  }),
  response: {
    schema: dataOf(
      Type.Array(
        Type.Object({
          account_id: Type.String(),
          followers: told('Who follows it'),
          following: told('Whom it follows'),
          posts: told('Posts that are published there'),
          fetched_at: nullable(moment(''), 'When the numbers were taken; null when there are none.'),
        }),
      ),
    ),
    example: {
      data: [
        {
          account_id: 'acct_1',
          followers: 1840,
          following: 212,
          posts: 391,
          fetched_at: '2026-05-01T12:00:00.000Z',
        },
      ],
    },
  },
  errors: ERRORS,
});
