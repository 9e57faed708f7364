import { connection, type PageArguments, type Principal, pageRequest } from '@tributary/kit';
import { latestImportFirst } from '@tributary/kit/import';
import { isUuid } from '@tributary/kit/postgres';
import type { Context } from '../context.ts';
import { type RecordedKind, imports as records } from '../undoable-imports.ts';

/** Policy and scopes that each kind requires, in addition to those in the SDL. */
const NEEDS: Readonly<Record<RecordedKind, { policy: string; read: string; write: string }>> = {
  posts: { policy: 'community-tracker:api', read: 'community:read', write: 'community:write' },
  'x-posts': { policy: 'xtracker:api', read: 'posts:read', write: 'accounts:write' },
};

/** `Query.imports`: lists imports of the kinds that the caller may read. */
export function imports(_: unknown, args: PageArguments, context: Context) {
  const kinds = kindsOf(context.principal, 'read');
  return connection(pageRequest(args, ['time', 'uuid']), {
    list: (page) => records.list(context.scope(), kinds, page),
    count: () => records.count(context.scope(), kinds),
    sortValues: latestImportFirst,
  });
}

/**
 * Finds an import of the workspace by id; null if it does not exist or the caller may not read its
 * kind.
 */
export async function readableImport({ id }: { id: string }, context: Context) {
  const record = isUuid(id) ? await context.imports.load(id) : null;
  return record && kindsOf(context.principal, 'read').includes(record.kind as RecordedKind) ? record : null;
}

/** Values of the SDL's enum as the database stores them. */
export const ImportKind = { POSTS: 'posts', X_POSTS: 'x-posts' };

export const Import = { __resolveReference: readableImport };

/** `Mutation.undoImport`. Also returns NotFound for a kind that the caller may not write. */
export async function undoImport(_: unknown, { id }: { id: string }, context: Context) {
  const scope = context.scope();
  const record = isUuid(id) ? await records.find(scope, id) : null;
  if (!record || !kindsOf(context.principal, 'write').includes(record.kind as RecordedKind))
    return { __typename: 'NotFound', message: 'The workspace has no import with this id.' };
  const deleted = await records.undo(scope, record, context.signal);
  return { __typename: 'ImportUndone', import: await records.find(scope, id), deleted };
}

function kindsOf(principal: Principal | null, right: 'read' | 'write'): RecordedKind[] {
  const kinds = Object.keys(NEEDS) as RecordedKind[];
  // The command line acts as the workspace, with all rights.
  if (principal?.internal) return kinds;
  const { policies = [], scopes = [] } = principal ?? {};
  return kinds.filter((kind) => policies.includes(NEEDS[kind].policy) && scopes.includes(NEEDS[kind][right]));
}
