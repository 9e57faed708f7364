import type { Written } from '@tributary/kit/import';
import { readTogether, type Scope } from '@tributary/kit/postgres';
import { sql } from 'kysely';
import type { CatalogueCreatorsTable, CataloguePostsTable, Tables } from './tables.ts';

export type CatalogueCreator = Omit<CatalogueCreatorsTable, 'workspace_id' | 'import_id'>;
export type CataloguePost = Omit<CataloguePostsTable, 'workspace_id' | 'import_id'>;

const CREATOR_KEY = ['platform', 'creator'] as const;
const CREATOR_REST = [
  'username',
  'full_name',
  'bio',
  'picture_url',
  'followers',
  'following',
  'posts_count',
  'is_verified',
  'external_url',
  'provider',
  'measured_at',
] as const;
const POST_KEY = ['platform', 'post_id', 'listed'] as const;
const POST_REST = [
  'creator',
  'url',
  'description',
  'views',
  'likes',
  'comments',
  'shares',
  'pinned',
  'posted_at',
  'provider',
  'measured_at',
] as const;

/** Loads creators of the workspace's catalogue by normalised name. */
export function loadCreators(
  scope: Scope<Tables>,
  platform: string,
  creators: readonly string[],
): Promise<CatalogueCreator[]> {
  return scope.db
    .selectFrom('catalogue_creators')
    .where('workspace_id', '=', scope.workspaceId)
    .where('platform', '=', platform)
    .where('creator', '=', sql<string>`any(${creators}::text[])`)
    .select([...CREATOR_KEY, ...CREATOR_REST])
    .execute();
}

/** Loads posts of the catalogue by id; metrics measured on the post's own page take precedence. */
export function loadPosts(
  scope: Scope<Tables>,
  platform: string,
  ids: readonly string[],
): Promise<CataloguePost[]> {
  return scope.db
    .selectFrom('catalogue_posts')
    .where('workspace_id', '=', scope.workspaceId)
    .where('platform', '=', platform)
    .where('post_id', '=', sql<string>`any(${ids}::text[])`)
    .distinctOn('post_id')
    .select([...POST_KEY, ...POST_REST])
    .orderBy('post_id')
    .orderBy('listed')
    .execute();
}

/** Lists the newest posts of each creator. */
export function loadNewestPosts(
  scope: Scope<Tables>,
  platform: string,
  creators: readonly string[],
  limit: number,
): Promise<CataloguePost[][]> {
  return readTogether(
    scope.db,
    creators.map((creator) => newestPosts(scope, platform, creator).limit(limit)),
  );
}

function newestPosts(scope: Scope<Tables>, platform: string, creator: string) {
  return scope.db
    .selectFrom('catalogue_posts')
    .where('workspace_id', '=', scope.workspaceId)
    .where('platform', '=', platform)
    .where('creator', '=', creator)
    .where('listed', '=', true)
    .select([...POST_KEY, ...POST_REST])
    .orderBy('posted_at', (order) => order.desc().nullsLast())
    .orderBy('post_id');
}

/**
 * Inserts or updates creators; new ones belong to the import. Among duplicates the last one wins.
 */
export async function upsertCreators(
  scope: Scope<Tables>,
  creators: readonly CatalogueCreator[],
  importId: string | null = null,
): Promise<Written> {
  const rows = lastOf(creators, ({ platform, creator }) => `${platform}\n${creator}`);
  if (rows.length === 0) return { inserted: 0, updated: 0, unchanged: 0 };
  const all = (table: string) => sql.join(CREATOR_REST.map((name) => sql.ref(`${table}.${name}`)));
  const done = await scope.db
    .insertInto('catalogue_creators')
    .values(rows.map((row) => ({ ...row, workspace_id: scope.workspaceId, import_id: importId })))
    .onConflict((conflict) =>
      conflict
        .columns(['workspace_id', ...CREATOR_KEY])
        .doUpdateSet((eb) =>
          Object.fromEntries(CREATOR_REST.map((name) => [name, eb.ref(`excluded.${name}`)])),
        )
        .where(sql<boolean>`(${all('catalogue_creators')}) is distinct from (${all('excluded')})`),
    )
    .returning(sql<boolean>`xmax = 0`.as('inserted'))
    .execute();
  return written(creators.length, done);
}

/** Inserts or updates posts; new ones belong to the import. Among duplicates the last one wins. */
export async function upsertPosts(
  scope: Scope<Tables>,
  posts: readonly CataloguePost[],
  importId: string | null = null,
): Promise<Written> {
  const rows = lastOf(posts, ({ platform, post_id, listed }) => `${platform}\n${post_id}\n${listed}`);
  if (rows.length === 0) return { inserted: 0, updated: 0, unchanged: 0 };
  const all = (table: string) => sql.join(POST_REST.map((name) => sql.ref(`${table}.${name}`)));
  const done = await scope.db
    .insertInto('catalogue_posts')
    .values(rows.map((row) => ({ ...row, workspace_id: scope.workspaceId, import_id: importId })))
    .onConflict((conflict) =>
      conflict
        .columns(['workspace_id', ...POST_KEY])
        .doUpdateSet((eb) => Object.fromEntries(POST_REST.map((name) => [name, eb.ref(`excluded.${name}`)])))
        .where(sql<boolean>`(${all('catalogue_posts')}) is distinct from (${all('excluded')})`),
    )
    .returning(sql<boolean>`xmax = 0`.as('inserted'))
    .execute();
  return written(posts.length, done);
}

function lastOf<Row>(rows: readonly Row[], keyOf: (row: Row) => string): Row[] {
  return [...new Map(rows.map((row) => [keyOf(row), row])).values()];
}

function written(all: number, done: readonly { inserted: boolean }[]): Written {
  const inserted = done.filter((row) => row.inserted).length;
  return { inserted, updated: done.length - inserted, unchanged: all - done.length };
}
