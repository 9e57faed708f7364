import { acrossWorkspaces, type Scope } from '@tributary/kit/postgres';
import type { Kysely } from 'kysely';
import type { Tables } from '../../data/tables.ts';

/** Prefix of the ids of sample posts. */
export const SAMPLE_PREFIX = 'sample-';

/** Starts the stream of sample posts of a demo workspace. */
export async function startSamples({ db, workspaceId }: Scope<Tables>): Promise<void> {
  await db
    .insertInto('sample_streams')
    .values({ workspace_id: workspaceId })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Lists the workspaces with a stream of sample posts. */
export async function listSampleStreams(db: Kysely<Tables>): Promise<string[]> {
  const rows = await acrossWorkspaces(db, 'posts')
    .selectFrom('sample_streams')
    .select('workspace_id')
    .execute();
  return rows.map(({ workspace_id }) => workspace_id);
}

/** Deletes sample posts that are older than a time. */
export async function deleteSamples({ db, workspaceId }: Scope<Tables>, before: Date): Promise<void> {
  await db
    .deleteFrom('community_posts')
    .where('workspace_id', '=', workspaceId)
    .where('external_id', 'like', `${SAMPLE_PREFIX}%`)
    .where('posted_at', '<', before)
    .execute();
}
