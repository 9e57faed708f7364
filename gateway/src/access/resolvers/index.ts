import type { Product } from '@tributary/kit/host';
import { plansOf } from '../admin/index.ts';
import { type Context, ownWorkspace, workspaceOf } from '../context.ts';
import { type ApiKey, findKey, listKeys } from '../data/keys.ts';
import { listClients, type OauthClient } from '../data/oauth-clients.ts';
import { findUser, listUsers } from '../data/users.ts';
import type { Workspace } from '../data/workspaces.ts';
import { GRAPHQL_LIMIT, planName, planOf, type RequestLimitRule, scopesOf } from '../plans.ts';
import { Mutation } from './mutations.ts';
import { node, nodes } from './nodes.ts';

const MOST_KEYS = 100;

export const resolvers = {
  Query: { viewer: () => ({}), node },
  Mutation,

  Viewer: {
    workspace: (_: unknown, __: unknown, context: Context) => ownWorkspace(context),
    key: async (_: unknown, __: unknown, context: Context) =>
      findKey(context.scope(), context.principal!.keyId),
    user(_: unknown, __: unknown, context: Context) {
      const id = context.principal!.userId;
      return id && findUser(context.scope(), { id });
    },
    scopes: (_: unknown, __: unknown, context: Context) => context.principal!.scopes,
    async limits(_: unknown, __: unknown, context: Context) {
      const principal = context.principal!;
      const rules: { product: Product | null; bucket: string; rule: RequestLimitRule }[] = [
        ...principal.products.map((product) => ({
          product,
          bucket: product,
          rule: planOf(product, principal.plans[product]).limit,
        })),
        { product: null, bucket: 'graphql', rule: GRAPHQL_LIMIT },
      ];
      const states = await context.readLimits(principal, rules);
      return states.map((state, index) => ({ product: rules[index]!.product, ...state }));
    },
  },

  Workspace: {
    __resolveReference: ({ id }: { id: string }, context: Context) => nodes.Workspace(id, context),
    plans: async (_: Workspace, __: unknown, context: Context) =>
      Object.entries(await plansOf(context.scope())).map(([product, plan]) => ({
        product,
        // Reports the default for a plan that no longer exists, as the limits do.
        plan: planName(product as Product, plan),
      })),
    keys: (_: Workspace, __: unknown, context: Context) => listKeys(context.scope(), MOST_KEYS),
    invitations: (_: Workspace, __: unknown, context: Context) =>
      context.administration.admin.listInvitations(workspaceOf(context)),
    users: (_: Workspace, __: unknown, context: Context) => listUsers(context.scope()),
    oauthClients: (_: Workspace, __: unknown, context: Context) => listClients(context.scope()),
  },

  ApiKey: {
    __resolveReference: ({ id }: { id: string }, context: Context) => nodes.ApiKey(id, context),
    scopes: (key: ApiKey) => key.scopes ?? scopesOf(key.products),
    userId: ({ userId }: ApiKey) => userId,
  },

  User: {
    __resolveReference: ({ id }: { id: string }, context: Context) => nodes.User(id, context),
  },

  Invitation: {
    __resolveReference: ({ id }: { id: string }, context: Context) => nodes.Invitation(id, context),
  },

  OauthClient: {
    __resolveReference: ({ id }: { id: string }, context: Context) => nodes.OauthClient(id, context),
    id: ({ clientId }: OauthClient) => clientId,
    scopes: ({ scope }: OauthClient) => scope.split(' '),
    isPublic: ({ secretHash }: OauthClient) => secretHash === null,
  },

  ApiKeyKind: {
    COMMUNITY_TRACKER: 'community-tracker',
    CREATOR_TRACKING: 'creator-tracking',
    SOCIAL_CRM: 'social-crm',
    XTRACKER: 'xtracker',
    BUZZABOUT: 'buzzabout',
    NATIVE: 'native',
  },

  UserRole: { OWNER: 'owner', ADMIN: 'admin', EDITOR: 'editor', VIEWER: 'viewer' },

  Product: {
    COMMUNITY_TRACKER: 'community-tracker',
    CREATOR_TRACKING: 'creator-tracking',
    SOCIAL_CRM: 'social-crm',
    XTRACKER: 'xtracker',
    BUZZABOUT: 'buzzabout',
  },
};
