import { acrossWorkspaces, inTransaction, lockInTransaction, type Scope } from '@tributary/kit/postgres';
import { type Kysely, sql } from 'kysely';
import type { SandboxMedia, SandboxTables } from './sandbox-tables.ts';

/** A post on a sandbox page. */
export interface SandboxPost {
  readonly reference: string;
  /** Texts of the post and of its thread. */
  readonly bodies: readonly string[];
  readonly media: readonly SandboxMedia[];
  readonly publishedAt: Date;
}

/** A workspace's page. */
export interface SandboxPage {
  readonly token: string;
  readonly workspaceId: string;
  readonly createdAt: Date;
}

/** Maximum number of posts per page; older ones are deleted. */
export const MOST_POSTS = 500;

const PAGE = ['token', 'workspace_id as workspaceId', 'created_at as createdAt'] as const;
const POST = ['reference', 'bodies', 'media', 'published_at as publishedAt'] as const;

/** Finds the page at an address; null if there is none. Knowing the address grants access. */
export async function findPage(db: Kysely<SandboxTables>, token: string): Promise<SandboxPage | null> {
  const row = await db.selectFrom('sandbox_pages').where('token', '=', token).select(PAGE).executeTakeFirst();
  return row ?? null;
}

/** Finds the workspace's page, or creates it under `token`. */
export async function ensurePage(scope: Scope<SandboxTables>, token: string, at: Date): Promise<SandboxPage> {
  await scope.db
    .insertInto('sandbox_pages')
    .values({ token, workspace_id: scope.workspaceId, created_at: at })
    .onConflict((conflict) => conflict.column('workspace_id').doNothing())
    .execute();
  return scope.db
    .selectFrom('sandbox_pages')
    .where('workspace_id', '=', scope.workspaceId)
    .select(PAGE)
    .executeTakeFirstOrThrow();
}

/** Inserts a post unless its reference exists, and deletes the oldest beyond the page's maximum. */
export function insertSandboxPost(scope: Scope<SandboxTables>, post: SandboxPost): Promise<void> {
  return inTransaction(scope, async ({ db, workspaceId }) => {
    await lockInTransaction(db, `publishing.sandbox_posts ${workspaceId}`);
    await db
      .insertInto('sandbox_posts')
      .values({
        workspace_id: workspaceId,
        reference: post.reference,
        bodies: [...post.bodies],
        media: JSON.stringify(post.media),
        published_at: post.publishedAt,
      })
      .onConflict((conflict) => conflict.columns(['workspace_id', 'reference']).doNothing())
      .execute();
    await db
      .deleteFrom('sandbox_posts')
      .where('workspace_id', '=', workspaceId)
      .where('reference', 'in', (query) =>
        query
          .selectFrom('sandbox_posts')
          .where('workspace_id', '=', workspaceId)
          .orderBy('published_at', 'desc')
          .orderBy('reference', 'desc')
          .offset(MOST_POSTS)
          .select('reference'),
      )
      .execute();
  });
}

/** Loads posts by reference, in any order. */
export function loadSandboxPosts(
  scope: Scope<SandboxTables>,
  references: readonly string[],
): Promise<SandboxPost[]> {
  return posts(scope).where('reference', '=', sql<string>`any(${references}::text[])`).select(POST).execute();
}

/** Lists the newest posts of a page. */
export function listSandboxPosts(scope: Scope<SandboxTables>, limit: number): Promise<SandboxPost[]> {
  return posts(scope)
    .select(POST)
    .orderBy('published_at', 'desc')
    .orderBy('reference', 'desc')
    .limit(limit)
    .execute();
}

export async function countSandboxPosts(scope: Scope<SandboxTables>): Promise<number> {
  const { count } = await posts(scope).select(sql<number>`count(*)`.as('count')).executeTakeFirstOrThrow();
  return count;
}

/** Deletes posts of all workspaces that were published before `before`. */
export async function deleteSandboxPosts(db: Kysely<SandboxTables>, before: Date): Promise<void> {
  await acrossWorkspaces(db, 'publishing')
    .deleteFrom('sandbox_posts')
    .where('published_at', '<', before)
    .execute();
}

function posts(scope: Scope<SandboxTables>) {
  return scope.db.selectFrom('sandbox_posts').where('workspace_id', '=', scope.workspaceId);
}
