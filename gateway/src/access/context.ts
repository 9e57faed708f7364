import { notFound, type Principal, type SubgraphRequest } from '@tributary/kit';
import type { Scope } from '@tributary/kit/postgres';
import type { Admin } from './admin/index.ts';
import type { Tables } from './data/tables.ts';
import { findWorkspace, type Workspace } from './data/workspaces.ts';
import type { OauthAdmin } from './oauth-records/oauth-admin.ts';
import type { RequestLimitRule } from './plans.ts';

/** The current state of a rate limit for one key. */
export interface LimitState {
  limit: number;
  remaining: number;
  resetsAt: Date;
}

/** Reads limits without counting a request against them. */
export type ReadLimits = (
  principal: Principal,
  rules: readonly { bucket: string; rule: RequestLimitRule }[],
) => Promise<LimitState[]>;

export interface Context extends SubgraphRequest {
  scope(): Scope<Tables>;
  readonly readLimits: ReadLimits;
  /** Operations on the workspace's keys, users and OAuth clients. */
  readonly administration: Administration;
  /** Finds the type of an object that another subgraph resolves. */
  readonly findNodeType: FindNodeType;
}

/** Administrative operations shared by the command line and the graph. */
export interface Administration {
  readonly admin: Admin;
  readonly oauthAdmin: OauthAdmin;
}

/**
 * Returns the type of an id that another subgraph resolves, or null if the caller can read no
 * object with this id.
 */
export type FindNodeType = (id: string, request: SubgraphRequest) => Promise<string | null>;

/** Returns the id of the caller's workspace. */
export function workspaceOf({ principal }: Context): string {
  return principal!.workspaceId;
}

export async function ownWorkspace(context: Context): Promise<Workspace> {
  const workspace = await findWorkspace(context.scope());
  if (!workspace) throw notFound('The workspace');
  return workspace;
}
