import { Type } from 'typebox';
import { route } from '../../../../engine/dialect.ts';
import { nullable } from '../../../../engine/nullable.ts';
import { platforms } from '../../platforms.ts';
import { ERRORS } from '../../problems.ts';
import { dataOf, moment, pageQuery } from '../../schemas.ts';

interface SourceAccount {
  id: string;
  platform: string;
  handle: string;
  displayName: string | null;
  avatarUrl: string | null;
  status: string;
  connectedAt: string;
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
  reply: ({ connectedAccounts }: { connectedAccounts: { nodes: SourceAccount[] } }) => ({
    data: connectedAccounts.nodes.map((account) => ({
      id: account.id,
      platform: platforms.nameOf(account.platform),
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
          platform: Type.String({ enum: [...platforms.all] }),
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
