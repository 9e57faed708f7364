import {
  connection,
  isUuid,
  latestImportFirst,
  type PageArguments,
  type Principal,
  pageRequest,
} from '@tributary/kit';
import type { Context } from '../context.ts';
import { type RecordedKind, imports as records } from '../data/imports.ts';

/** What a caller needs for each kind, beside what the SDL asks for any. */
const NEEDS: Readonly<Record<RecordedKind, { policy: string; read: string; write: string }>> = {
  posts: { policy: 'community-tracker:api', read: 'community:read', write: 'community:write' },
  'x-posts': { policy: 'xtracker:api', read: 'posts:read', write: 'accounts:write' },
};

/** `Query.imports`: those of the kinds that the caller may read. */
export function imports(_: unknown, args: PageArguments, context: Context) {
  const kinds = kindsOf(context.principal, 'read');
  return connection(pageRequest(args, ['time', 'uuid']), {
    list: (page) => records.list(context.scope(), kinds, page),
    count: () => records.count(context.scope(), kinds),
    sortValues: latestImportFirst,
  });
}

/** An import of the workspace by its id; null for any other id, and for one of a kind that the caller may not read. */
export async function readableImport({ id }: { id: string }, context: Context) {
  const record = isUuid(id) ? await context.imports.load(id) : null;
  return record && kindsOf(context.principal, 'read').includes(record.kind as RecordedKind) ? record : null;
}

export const Import = { __resolveReference: readableImport };

/** `Mutation.undoImport`; one of a kind that the caller may not write is not found. */
export async function undoImport(_: unknown, { id }: { id: string }, context: Context) {
  const scope = context.scope();
  const record = isUuid(id) ? await records.find(scope, id) : null;
  if (!record || !kindsOf(context.principal, 'write').includes(record.kind as RecordedKind))
    return { __typename: 'NotFound', message: 'The workspace has no import of this id.' };
  const deleted = await records.undo(scope, record, context.signal);
  return { __typename: 'ImportUndone', import: await records.find(scope, id), deleted };
}

function kindsOf(principal: Principal | null, right: 'read' | 'write'): RecordedKind[] {
  const kinds = Object.keys(NEEDS) as RecordedKind[];
  // The workspace itself, as the command line asks.
  if (principal?.internal) return kinds;
  const { policies = [], scopes = [] } = principal ?? {};
  return kinds.filter((kind) => policies.includes(NEEDS[kind].policy) && scopes.includes(NEEDS[kind][right]));
}
