import { acrossWorkspaces, type Scope } from '@tributary/kit/postgres';
import type { Kysely } from 'kysely';
import type { Tables } from '../../data/tables.ts';

/** Hash of brands that are not known: differs from that of any brands. */
const UNKNOWN = '';
/** Sorts before the id of every post. */
const FIRST = '00000000-0000-0000-0000-000000000000';

/**
 * Records that posts of a workspace were scored, so that they are scored again when its brands
 * change; or soon, if its brands were unknown.
 */
export async function recordScoring(
  { db, workspaceId }: Scope<Tables>,
  { brandsKnown }: { readonly brandsKnown: boolean },
): Promise<void> {
  await db
    .insertInto('scored_brands')
    .values({ workspace_id: workspaceId, brands_hash: UNKNOWN, scored_to: null, checked_at: new Date(0) })
    .onConflict((conflict) =>
      brandsKnown
        ? conflict.doNothing()
        : conflict.column('workspace_id').doUpdateSet({ brands_hash: UNKNOWN }),
    )
    .execute();
}

/** Which brands the posts of a workspace were scored with. */
export interface ScoredBrands {
  readonly workspaceId: string;
  readonly hash: string;
  /** The last post that was scored again since the brands changed; null if all were. */
  readonly scoredTo: string | null;
}

/**
 * Lists the workspaces whose brands were last checked before a time or are unknown, and those whose
 * posts are being scored again; those checked longest ago first.
 */
export async function listBrandsToCheck(
  db: Kysely<Tables>,
  before: Date,
  limit: number,
): Promise<ScoredBrands[]> {
  return acrossWorkspaces(db, 'posts')
    .selectFrom('scored_brands')
    .where((eb) =>
      eb.or([
        eb('checked_at', '<', before),
        eb('brands_hash', '=', UNKNOWN),
        eb('scored_to', 'is not', null),
      ]),
    )
    .select(['workspace_id as workspaceId', 'brands_hash as hash', 'scored_to as scoredTo'])
    .orderBy('checked_at')
    .limit(limit)
    .execute();
}

/** Records that a workspace tracks other brands, so that all its posts must be scored again. */
export async function recordNewBrands(
  { db, workspaceId }: Scope<Tables>,
  hash: string,
  now: Date,
): Promise<void> {
  await db
    .updateTable('scored_brands')
    .set({ brands_hash: hash, scored_to: FIRST, checked_at: now })
    .where('workspace_id', '=', workspaceId)
    .execute();
}

/** Records up to which post the posts were scored again; null if all were. */
export async function recordScoredTo(
  { db, workspaceId }: Scope<Tables>,
  scoredTo: string | null,
  now: Date,
): Promise<void> {
  await db
    .updateTable('scored_brands')
    .set({ scored_to: scoredTo, checked_at: now })
    .where('workspace_id', '=', workspaceId)
    .execute();
}
