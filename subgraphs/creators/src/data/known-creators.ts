import type { PageRequest } from '@tributary/kit';
import {
  countRows,
  given,
  hasPhrase,
  type Order,
  type Scope,
  type Sort,
  sortedPage,
  sortedPageOf,
} from '@tributary/kit/postgres';
import { phraseQuery, searchVector } from '@tributary/kit/text';
import { type Kysely, sql } from 'kysely';
import type { Platform } from '../platforms.ts';
import type { Tables } from './tables.ts';

/** A creator that the workspace imported or looked up, with the latest known data. */
export interface KnownCreator {
  platform: Platform;
  /** Normalised name, see `names.ts`. */
  creator: string;
  username: string;
  fullName: string | null;
  followers: number | null;
  addedAt: Date;
  lookedUpAt: Date | null;
  importedAt: Date | null;
}

/** Filter for creators; all given members must match. */
export interface KnownCreatorFilter {
  readonly platform?: readonly Platform[] | null;
  readonly imported?: boolean | null;
  /** A phrase in username or full name. */
  readonly search?: string | null;
  /** Excluded creators, as `platform:creator`. */
  readonly hidden?: readonly string[];
}

const TIES = [
  { column: 'platform', type: 'text' },
  { column: 'creator', type: 'text' },
] as const;

/** Sort orders of creators. */
const SORTS = {
  added: { column: 'added_at', type: 'timestamptz', ties: TIES },
  looked_up: { column: 'looked_up_at', type: 'timestamptz', nullable: true, ties: TIES },
  followers: { column: 'followers', type: 'bigint', nullable: true, ties: TIES },
} as const satisfies Record<string, Sort>;

export type KnownCreatorSort = keyof typeof SORTS;

/** Types of the values in a cursor, in the order of {@link sortValuesOf}. */
export const CURSORS = {
  added: ['time', 'text', 'text'],
  looked_up: ['time or null', 'text', 'text'],
  followers: ['number or null', 'text', 'text'],
} as const;

/** Returns the sort values of a creator, for its cursor. */
export function sortValuesOf(sort: KnownCreatorSort): (row: KnownCreator) => readonly unknown[] {
  return ({ platform, creator, addedAt, lookedUpAt, followers }) => {
    const values = {
      added: addedAt.toISOString(),
      looked_up: lookedUpAt?.toISOString() ?? null,
      followers,
    };
    return [values[sort], platform, creator];
  };
}

/** Lists one page of the creators that match `filter`, plus one row to detect a next page. */
export async function listKnownCreators(
  scope: Scope<Tables>,
  filter: KnownCreatorFilter,
  page: PageRequest,
  { sort, order }: { readonly sort: KnownCreatorSort; readonly order: Order },
): Promise<KnownCreator[]> {
  const rows = filtered(scope, filter).select([
    'platform',
    'creator',
    'username',
    'full_name',
    'followers',
    'added_at',
    'looked_up_at',
    'imported_at',
  ]);
  const read = await sortedPage(scope.db, rows, SORTS[sort], order, sortedPageOf(page)).execute();
  return read.map((row) => ({
    platform: row.platform as Platform,
    creator: row.creator,
    username: row.username,
    fullName: row.full_name,
    followers: row.followers,
    addedAt: row.added_at,
    lookedUpAt: row.looked_up_at,
    importedAt: row.imported_at,
  }));
}

/** Counts the creators that match `filter`; estimates a count that reaches `atMost`. */
export function countKnownCreators(
  scope: Scope<Tables>,
  filter: KnownCreatorFilter,
  atMost: number | null,
): Promise<number> {
  return countRows(scope.db, { rows: filtered(scope, filter), atMost });
}

function filtered(scope: Scope<Tables>, { platform, imported, search, hidden }: KnownCreatorFilter) {
  let query = scope.db.selectFrom('known_creators').where('workspace_id', '=', scope.workspaceId);
  if (platform?.length) query = query.where('platform', 'in', platform);
  if (imported != null) query = query.where('imported_at', imported ? 'is not' : 'is', null);
  if (search) query = query.where(hasPhrase(phraseQuery(search)));
  if (hidden?.length) query = query.where(sql<boolean>`platform || ':' || creator <> all(${hidden}::text[])`);
  return query;
}

/** Recorded members of a creator; null leaves the stored value unchanged. */
export type SeenCreator = Pick<KnownCreator, 'platform' | 'creator' | 'username' | 'fullName' | 'followers'>;

const TYPES = {
  platform: 'text',
  creator: 'text',
  username: 'text',
  full_name: 'text',
  followers: 'bigint',
  search: 'tsvector',
} as const;

/** Records creators as looked up at a time, or as imported. */
export async function upsertKnownCreators(
  scope: Scope<Tables>,
  creators: readonly SeenCreator[],
  { at, importId }: { readonly at: Date; readonly importId: string | null | undefined },
): Promise<void> {
  const byName = new Map(creators.map((each) => [`${each.platform}\n${each.creator}`, each]));
  if (byName.size === 0) return;
  // Consistent lock order prevents deadlocks.
  const rows = [...byName.keys()].sort().map((name) => {
    const { fullName, ...row } = byName.get(name)!;
    return { ...row, full_name: fullName, search: searchVector(row.username, fullName ?? '') };
  });
  const imported = importId !== undefined;
  const column = imported ? 'imported_at' : 'looked_up_at';
  await scope.db
    .insertInto('known_creators')
    .columns([
      'workspace_id',
      'platform',
      'creator',
      'username',
      'full_name',
      'followers',
      'added_at',
      column,
      'import_id',
      'search',
    ])
    .expression(
      scope.db
        .selectFrom(given(TYPES, rows))
        .select([
          sql<string>`${scope.workspaceId}::uuid`.as('workspace_id'),
          'platform',
          'creator',
          'username',
          'full_name',
          'followers',
          sql<Date>`${at}::timestamptz`.as('added_at'),
          sql<Date>`${at}::timestamptz`.as('seen_at'),
          sql<string | null>`${importId ?? null}::uuid`.as('import_id'),
          'search',
        ]),
    )
    .onConflict((conflict) =>
      conflict.columns(['workspace_id', 'platform', 'creator']).doUpdateSet({
        username: sql<string>`excluded.username`,
        full_name: sql<string | null>`coalesce(excluded.full_name, known_creators.full_name)`,
        followers: sql<number | null>`coalesce(excluded.followers, known_creators.followers)`,
        [column]: sql<Date>`excluded.${sql.ref(column)}`,
        // A full name that is not replaced also keeps its search vector.
        search: sql`case when excluded.full_name is null and known_creators.full_name is not null
          then known_creators.search else excluded.search end`,
      }),
    )
    .execute();
}

/**
 * Deletes up to `limit` creators of an import that were never looked up; for the others only clears
 * the import. Returns the number of changed rows.
 */
export async function deleteImportedCreators(
  { db, workspaceId }: Scope<Tables>,
  importId: string,
  limit: number,
): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('known_creators')
    .where('workspace_id', '=', workspaceId)
    .where('import_id', '=', importId)
    .where('looked_up_at', 'is', null)
    .where('creator', 'in', (eb) =>
      eb
        .selectFrom('known_creators')
        .where('workspace_id', '=', workspaceId)
        .where('import_id', '=', importId)
        .where('looked_up_at', 'is', null)
        .select('creator')
        .limit(limit),
    )
    .executeTakeFirst();
  await db
    .updateTable('known_creators')
    .set({ imported_at: null, import_id: null })
    .where('workspace_id', '=', workspaceId)
    .where('import_id', '=', importId)
    .where('looked_up_at', 'is not', null)
    .execute();
  return Number(numDeletedRows);
}

/** Deletes creators of all workspaces that were not imported and not looked up since `before`. */
export async function deleteForgottenCreators(db: Kysely<Tables>, before: Date): Promise<void> {
  await db
    .deleteFrom('known_creators')
    .where('imported_at', 'is', null)
    .where('looked_up_at', '<', before)
    .execute();
}
