import { notFound } from '@tributary/kit';
import { isUuid } from '@tributary/kit/postgres';
import { type Context, workspaceOf } from '../context.ts';
import { listClients } from '../data/oauth-clients.ts';
import { orExpectedFailure } from './expected-failure.ts';
import { type WantedKey, withinRights } from './rights.ts';
import { users } from './user-mutations.ts';

interface NewClient {
  readonly name: string;
  readonly redirectUris?: readonly string[] | null;
  readonly isPublic: boolean;
  readonly scopes?: readonly string[] | null;
}

const keys = {
  createApiKey: (_: unknown, { input }: { input: WantedKey }, context: Context) =>
    orExpectedFailure(async () => {
      const options = await withinRights(context.scope(), context.principal!, input);
      const { key, record } = await context.administration.admin.createKey(workspaceOf(context), options);
      return { __typename: 'ApiKeyCreated', secret: key, key: record };
    }),

  revokeApiKey: (_: unknown, { id }: { id: string }, context: Context) =>
    orExpectedFailure(async () => {
      if (!isUuid(id)) throw notFound('The key');
      const key = await context.administration.admin.revokeKey(workspaceOf(context), id);
      return { __typename: 'ApiKeyRevoked', key };
    }),
};

const clients = {
  createOauthClient: (_: unknown, { input }: { input: NewClient }, context: Context) =>
    orExpectedFailure(async () => {
      const { clientId, clientSecret } = await context.administration.oauthAdmin.createClient(
        workspaceOf(context),
        {
          name: input.name,
          redirectUris: input.redirectUris ?? [],
          public: input.isPublic,
          scopes: input.scopes ?? null,
        },
      );
      const all = await listClients(context.scope());
      const client = all.find((each) => each.clientId === clientId);
      return { __typename: 'OauthClientCreated', secret: clientSecret, client };
    }),

  updateOauthClient: (
    _: unknown,
    { id, input }: { id: string; input: { redirectUris: readonly string[] } },
    context: Context,
  ) =>
    orExpectedFailure(async () => {
      const update = { redirectUris: input.redirectUris, add: false };
      const { oauthAdmin } = context.administration;
      return {
        __typename: 'OauthClientUpdated',
        client: await oauthAdmin.updateClient(workspaceOf(context), id, update),
      };
    }),

  deleteOauthClient: (_: unknown, { id }: { id: string }, context: Context) =>
    orExpectedFailure(async () => {
      await context.administration.oauthAdmin.revokeClient(workspaceOf(context), id);
      return { __typename: 'OauthClientDeleted', id };
    }),
};

/**
 * Mutations of the workspace's keys, users and clients, all guarded by the scope `workspace:admin`.
 */
export const Mutation = { ...keys, ...users, ...clients };
