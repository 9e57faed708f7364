import { findNode, type NodeFinders } from '@tributary/kit/host';
import { isUuid } from '@tributary/kit/postgres';
import { isLongerThan } from '@tributary/kit/text';
import type { GraphQLResolveInfo } from 'graphql';
import { type Context, ownWorkspace, workspaceOf } from '../context.ts';
import { findKey } from '../data/keys.ts';
import { findClientOf } from '../data/oauth-clients.ts';
import { findUser } from '../data/users.ts';
import { ADMIN_SCOPE } from '../plans.ts';

/** Longer than any object id: the id of a post's metrics contains a URL. */
const LONGEST = 4_096;

/** Finders of this subgraph's own objects by id, for `node` and entity references. */
export const nodes = {
  Workspace: (id, context) => (id === context.principal?.workspaceId ? ownWorkspace(context) : null),
  ApiKey(id, context) {
    const { keyId, scopes = [] } = context.principal ?? {};
    const may = id === keyId || scopes.includes('workspace:read') || scopes.includes(ADMIN_SCOPE);
    return may && isUuid(id) ? findKey(context.scope(), id) : null;
  },
  User(id, context) {
    const { userId, scopes = [] } = context.principal ?? {};
    return isUuid(id) && (id === userId || scopes.includes(ADMIN_SCOPE))
      ? findUser(context.scope(), { id })
      : null;
  },
  Invitation: (id, context) =>
    isUuid(id) ? context.administration.admin.findInvitation(workspaceOf(context), id) : null,
  OauthClient: (id, context) => findClientOf(context.scope(), id),
} satisfies NodeFinders<Context>;

/** Resolves `Query.node`: an own object, or a reference to an object of another subgraph. */
export async function node(_: unknown, { id }: { id: string }, context: Context, info: GraphQLResolveInfo) {
  if (isLongerThan(id, LONGEST) || !/^[\x21-\x7e]+$/.test(id)) return null;
  const own = await findNode(info.schema, nodes as NodeFinders<Context>, id, context);
  if (own) return { ...own.node, __typename: own.type };
  const type = await context.findNodeType(id, context);
  return type && { __typename: type, id };
}
