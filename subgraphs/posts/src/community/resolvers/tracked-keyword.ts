import { isUuid } from '@tributary/kit/postgres';
import type { CommunityContext } from '../context.ts';
import type { TrackedKeyword as Row } from '../data/tracked-keywords.ts';

/** Finds a tracked keyword of the workspace by id; null for unknown ids. */
export async function findTrackedKeyword(
  { id }: { id: string },
  context: CommunityContext,
): Promise<Row | null> {
  return isUuid(id) ? context.trackedKeywords.load(id) : null;
}

export const TrackedKeyword = { __resolveReference: findTrackedKeyword };
