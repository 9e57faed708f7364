import { connection, type PageArguments, pageRequest } from '@tributary/kit';
import { type ImportRecord, latestImportFirst } from '@tributary/kit/import';
import { isUuid } from '@tributary/kit/postgres';
import type { Context } from '../context.ts';
import { imports } from '../data/imports.ts';

const KINDS = ['creators', 'creator-posts'] as const;

/** `Query.creatorImports`. */
export function creatorImports(_: unknown, args: PageArguments, context: Context) {
  return connection(pageRequest(args, ['time', 'uuid']), {
    list: (page) => imports.list(context.scope(), KINDS, page),
    count: () => imports.count(context.scope(), KINDS),
    sortValues: latestImportFirst,
  });
}

/** Finds an import of creators by id; null if unknown. */
export async function findImport({ id }: { id: string }, context: Context): Promise<ImportRecord | null> {
  return isUuid(id) ? context.imports.load(id) : null;
}

export const CreatorImport = { __resolveReference: findImport };

/** `Mutation.undoCreatorImport`. */
export async function undoCreatorImport(_: unknown, { id }: { id: string }, context: Context) {
  const scope = context.scope();
  const record = isUuid(id) ? await imports.find(scope, id) : null;
  if (!record)
    return { __typename: 'NotFound', message: 'The workspace has no import of creators with this id.' };
  const deleted = await imports.undo(scope, record, context.signal);
  return { __typename: 'CreatorImportUndone', import: await imports.find(scope, id), deleted };
}
