import { inTransaction, lockInTransaction, type Scope } from '@tributary/kit/postgres';
import type { AssistanceTables } from '../../data/assistance-tables.ts';
import type { Tables } from '../../data/tables.ts';
import { NOBODY, type Persona } from '../persona.ts';

/** Finds the workspace's persona; null if it has none. */
export async function findPersona(scope: Scope<AssistanceTables>): Promise<Persona | null> {
  const row = await scope.db
    .selectFrom('personas')
    .where('workspace_id', '=', scope.workspaceId)
    .select(['name', 'voice', 'tones', 'topics', 'examples', 'updated_at'])
    .executeTakeFirst();
  if (!row) return null;
  const { updated_at, ...persona } = row;
  return { ...persona, updatedAt: updated_at };
}

/**
 * Updates the workspace's persona and returns the result. A lock serialises the updates of a
 * workspace: each writes the whole row, so a concurrent one would be lost.
 */
export function changePersona(
  scope: Scope<AssistanceTables>,
  change: (persona: Persona) => Persona,
): Promise<Persona> {
  return inTransaction(scope, async (inside) => {
    await lockInTransaction(inside.db, `publishing.personas ${inside.workspaceId}`);
    const persona = change((await findPersona(inside)) ?? NOBODY);
    await upsertPersona(inside, persona);
    return persona;
  });
}

async function upsertPersona(scope: Scope<AssistanceTables>, persona: Persona): Promise<void> {
  const { updatedAt, ...rest } = persona;
  const row = { ...rest, updated_at: updatedAt };
  await scope.db
    .insertInto('personas')
    .values({ ...row, workspace_id: scope.workspaceId })
    .onConflict((conflict) => conflict.column('workspace_id').doUpdateSet(row))
    .execute();
}

/** Maximum number of posts that a persona is derived from. */
const MOST_BODIES = 200;

/** Lists the texts of the workspace's published posts, newest first. */
export async function listPublishedBodies(scope: Scope<Tables>): Promise<string[]> {
  const rows = await scope.db
    .selectFrom('posts')
    .where('workspace_id', '=', scope.workspaceId)
    .where('status', 'in', ['published', 'partially_published'])
    .orderBy('published_at', 'desc')
    .orderBy('id')
    .limit(MOST_BODIES)
    .select('body')
    .execute();
  return rows.map(({ body }) => body);
}
