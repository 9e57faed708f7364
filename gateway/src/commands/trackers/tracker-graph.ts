import { TributaryError } from '@tributary/kit';
import { operatorPrincipal } from '@tributary/kit/host';
import type { Session } from '../session/index.ts';

/** Flags of every command on trackers. */
export interface TrackerFlags {
  readonly workspace: string;
  readonly json?: boolean;
}

interface Health {
  readonly source: string;
  readonly state: string;
  readonly problem: string | null;
}

/** A tracker as the commands print it. */
export interface Tracker {
  readonly id: string;
  readonly name: string;
  readonly query: string;
  readonly status: string;
  readonly health: readonly Health[];
  readonly backfill: {
    readonly searches: number;
    readonly finished: number;
    readonly matches: number;
  } | null;
}

export const TRACKER_FIELDS = `id name query status
  health { source state problem } backfill { searches finished matches }`;

/** Members of failures that a message is made from. */
export const FAILURE_FIELDS =
  '... on InvalidQuery { message position length suggestion } ... on Failure { message }';

/** The result of a mutation, or a failure. */
interface Failed {
  readonly message?: string;
  readonly position?: number;
  readonly length?: number;
  readonly suggestion?: string | null;
}

/**
 * Executes an operation of one root field as the operator, and returns its value; throws
 * INVALID_INPUT for a failure. `query` is what the position of an invalid query refers to.
 */
export async function askTrackers<Value>(
  { admin, graph }: Session,
  { workspace }: TrackerFlags,
  document: string,
  variables: Record<string, unknown>,
  query = '',
): Promise<Value> {
  const { id } = await admin.findWorkspace(workspace);
  const data = await graph.ask<Record<string, Value & Failed>>(
    { principal: operatorPrincipal(id) },
    document,
    variables,
  );
  const [value] = Object.values(data);
  if (value == null) throw new TributaryError('NOT_FOUND', 'The graph returned no result.');
  if (value.message !== undefined) throw new TributaryError('INVALID_INPUT', failureText(value, query));
  return value;
}

/** Returns the message of a failure; for an invalid query, with a line that points at the fault. */
export function failureText({ message, position, length, suggestion }: Failed, query: string): string {
  if (position === undefined) return message!;
  const line = query.replace(/\s/g, ' ');
  const pointer = `${' '.repeat(position)}${'^'.repeat(Math.max(length ?? 0, 1))}`;
  return [message!, `  ${line}`, `  ${pointer}`, ...(suggestion ? [suggestion] : [])].join('\n');
}

/**
 * Finds a tracker by its id or name; throws INVALID_INPUT if the workspace has no such tracker.
 */
export async function findTracker(session: Session, flags: TrackerFlags, text: string): Promise<Tracker> {
  const found = (await listTrackers(session, flags)).find(
    ({ id, name }) => id === text.toLowerCase() || name.toLowerCase() === text.toLowerCase(),
  );
  if (found) return found;
  throw new TributaryError('INVALID_INPUT', `The workspace ${flags.workspace} has no tracker "${text}".`);
}

/** Lists the trackers of a workspace, oldest first. */
export function listTrackers(session: Session, flags: TrackerFlags): Promise<Tracker[]> {
  return askTrackers(session, flags, `query Trackers { trackers { ${TRACKER_FIELDS} } }`, {});
}
