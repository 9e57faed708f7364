import { type GraphPort, TributaryError } from '@tributary/kit';
import { operatorPrincipal } from '@tributary/kit/host';
import type { Admin } from '../../access/index.ts';
import type { Flags } from '../terminal/options.ts';

/** The parts of a session that reach the graph of a workspace. */
interface WorkspaceGraph {
  readonly admin: Pick<Admin, 'findWorkspace'>;
  readonly graph: GraphPort;
}

/** Selects why a mutation has failed, for {@link change}. */
export const FAILURE = '... on Failure { __typename message }';

/** Runs an operation with all rights of a workspace. */
export async function ask<Data extends object>(
  { admin, graph }: WorkspaceGraph,
  { workspace }: Pick<Flags, 'workspace'>,
  document: string,
  variables: Record<string, unknown> = {},
): Promise<Data> {
  const { id } = await admin.findWorkspace(workspace);
  return graph.ask<Data>({ principal: operatorPrincipal(id) }, document, variables);
}

/**
 * Runs a mutation whose field is called `result` and selects {@link FAILURE}; throws if it returned
 * a failure.
 */
export async function change<Result extends object>(
  session: WorkspaceGraph,
  flags: Pick<Flags, 'workspace'>,
  document: string,
  variables: Record<string, unknown>,
): Promise<Result> {
  const { result } = await ask<{ result: Result & { __typename?: string; message?: string } }>(
    session,
    flags,
    document,
    variables,
  );
  if (result.message === undefined) return result;
  const code = result.__typename === 'PlatformUnreachable' ? 'UPSTREAM_FAILED' : 'INVALID_INPUT';
  throw new TributaryError(code, result.message);
}
