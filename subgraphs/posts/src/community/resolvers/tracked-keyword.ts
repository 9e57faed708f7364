import { isUuid } from '@tributary/kit/postgres';
import type { CommunityContext } from '../context.ts';
import type { TrackedKeyword as Row } from '../data/tracked-keywords.ts';

/** A tracked keyword of the workspace by its id; null for any other id. */
export async function findTrackedKeyword(
  { id }: { id: string },
  context: CommunityContext,
): Promise<Row | null> {
  return isUuid(id) ? context.trackedKeywords.load(id) : null;
}

export const TrackedKeyword = { __resolveReference: findTrackedKeyword };
