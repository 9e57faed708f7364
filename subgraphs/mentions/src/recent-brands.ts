import { asWorkspace, type GraphPort, type Logger } from '@tributary/kit';
import { BRAND_RIGHTS, type TrackedBrand, trackedBrands } from '@tributary/kit/brands';

/** How long the brands of a workspace are used before they are fetched again, in milliseconds. */
const LIFETIME = 5 * 60_000;
/** Workspaces whose brands are remembered. */
const MOST_WORKSPACES = 1_000;

/**
 * Returns a function that fetches the brands of a workspace, at most every five minutes. While they
 * cannot be fetched it returns the last known ones, so that live mentions are not held up.
 */
export function openRecentBrands(
  graph: GraphPort,
  clock: () => number,
  log: Logger,
): (workspaceId: string) => Promise<readonly TrackedBrand[]> {
  const known = new Map<string, { brands: readonly TrackedBrand[]; until: number }>();
  return async (workspaceId) => {
    const cached = known.get(workspaceId);
    if (cached && cached.until > clock()) return cached.brands;
    const brands = await trackedBrands(graph, asWorkspace(workspaceId, BRAND_RIGHTS)).catch((error) => {
      log.warn({ err: error }, "could not load the workspace's brands; using the last known ones");
      return cached?.brands ?? [];
    });
    known.delete(workspaceId);
    known.set(workspaceId, { brands, until: clock() + LIFETIME });
    // The first key is the one that was fetched longest ago.
    if (known.size > MOST_WORKSPACES) known.delete(known.keys().next().value!);
    return brands;
  };
}
