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
  description: 'Lists the accounts that posts are published to, oldest first.',
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
          id: Type.String({ description: 'Opaque, stable id.' }),
          platform: Type.String({ enum: [...platforms.all] }),
          handle: Type.String({ description: 'Handle on the platform.' }),
          display_name: nullable(Type.String(), 'Display name; null if it has none.'),
          avatar_url: nullable(Type.String(), 'Avatar URL; null if there is none.'),
          status: Type.String({
            enum: ['connected', 'disconnected', 'expired'],
            description: 'State; `expired` means that the platform rejects the credentials.',
          }),
          connected_at: moment('Time of the last connection.'),
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
