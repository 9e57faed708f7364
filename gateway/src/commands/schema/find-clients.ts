import type { SchemaChange } from '@tributary/schema/list-changes.ts';
import type { ClientUse, RecordedPeriod, Usage } from '../../usage/index.ts';
import { affectedCoordinates, type Compared } from './affected-coordinates.ts';

/** How often a client used what a change affects. */
export interface AffectedClient {
  /** Null if the client sends no name. */
  readonly name: string | null;
  readonly version: string | null;
  readonly requests: number;
  /** Names of its operations, without anonymous ones. */
  readonly operations: readonly string[];
}

/** A breaking change, and whom it affects. */
export interface BreakingChange extends Pick<SchemaChange, 'path' | 'message'> {
  /** `unknown` if the usage cannot tell. */
  readonly usage: 'used' | 'unused' | 'unknown';
  readonly clients: readonly AffectedClient[];
}

/** Finds the clients that each breaking change affects. */
export async function findAffected(
  usage: Pick<Usage, 'listClientUses'>,
  compared: Compared,
  changes: readonly SchemaChange[],
  { since, recorded }: { readonly since: Date; readonly recorded: RecordedPeriod },
): Promise<BreakingChange[]> {
  const affected = changes.map((change) => affectedCoordinates(compared, change));
  const wanted = [...new Set(affected.flatMap((coordinates) => coordinates ?? []))];
  const uses = wanted.length > 0 ? await usage.listClientUses(wanted, since) : [];
  return changes.map(({ path, message }, index) => {
    const coordinates = new Set(affected[index]);
    const clients = clientsOf(uses.filter((use) => use.coordinates.some((each) => coordinates.has(each))));
    const isKnown = affected[index] !== null && recorded.requests > 0;
    const unused = isKnown ? 'unused' : 'unknown';
    return { path, message, usage: clients.length > 0 ? 'used' : unused, clients };
  });
}

/** Adds up what each version of a client has sent, the most frequent first. */
function clientsOf(uses: readonly ClientUse[]): AffectedClient[] {
  const clients = new Map<string, AffectedClient & { requests: number; operations: string[] }>();
  for (const { client, version, operationName, requests } of uses) {
    const id = JSON.stringify([client, version]);
    const known = clients.get(id) ?? {
      name: client || null,
      version: version || null,
      requests: 0,
      operations: [],
    };
    known.requests += requests;
    if (operationName !== '' && !known.operations.includes(operationName))
      known.operations.push(operationName);
    clients.set(id, known);
  }
  for (const { operations } of clients.values()) operations.sort();
  return [...clients.values()].sort((one, other) => other.requests - one.requests);
}
