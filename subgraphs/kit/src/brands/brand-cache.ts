import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { GraphCaller, GraphPort } from '../core/graph-port.ts';
import type { Logger } from '../core/log.ts';
import type { Rights } from '../core/principal.ts';
import { BRAND_RIGHTS, type TrackedBrand, trackedBrands } from './tracked-brands.ts';

/** How long the brands of a workspace are cached, in milliseconds. */
const CACHED_FOR = 30_000;
/** Maximum number of workspaces whose brands are cached. */
const MOST_WORKSPACES = 1_000;

/** The brands that workspaces track, cached for half a minute. */
export interface BrandCache {
  /** Returns the brands of a workspace. Throws if the graph fails, which is cached as well. */
  load(workspaceId: string): Promise<readonly TrackedBrand[]>;
  /** Returns the brands that were last loaded successfully, of any age; null if none are cached. */
  lastLoaded(workspaceId: string): readonly TrackedBrand[] | null;
}

interface Entry {
  readonly at: number;
  readonly brands: Promise<readonly TrackedBrand[]>;
  lastLoaded: readonly TrackedBrand[] | null;
}

/** What a cache of brands is opened with. */
export interface BrandCacheParts {
  readonly graph: GraphPort;
  /**
   * `asWorkspace` of the kit. Not imported here because worker threads load this folder, and should
   * not load an HTTP client with it.
   */
  readonly asWorkspace: (workspaceId: string, rights: Rights) => GraphCaller;
  readonly clock: () => number;
}

/** Opens a cache of the brands that the graph returns. */
export function openBrandCache({ graph, asWorkspace, clock }: BrandCacheParts): BrandCache {
  const cached = new LRUCache<string, Entry>({ max: MOST_WORKSPACES });
  return {
    load(workspaceId) {
      const known = cached.get(workspaceId);
      if (known && clock() - known.at < CACHED_FOR) return known.brands;
      const brands = trackedBrands(graph, asWorkspace(workspaceId, BRAND_RIGHTS));
      const entry: Entry = { at: clock(), brands, lastLoaded: known?.lastLoaded ?? null };
      cached.set(workspaceId, entry);
      return brands.then((loaded) => {
        entry.lastLoaded = loaded;
        return loaded;
      });
    },
    lastLoaded: (workspaceId) => cached.get(workspaceId)?.lastLoaded ?? null,
  };
}

/** Loads the brands of workspaces, without those whose brands the graph fails to return. */
export async function loadBrands(
  brands: BrandCache,
  workspaceIds: readonly string[],
  log: Logger,
): Promise<ReadonlyMap<string, readonly TrackedBrand[]>> {
  const loaded = new Map<string, readonly TrackedBrand[]>();
  for (const workspaceId of workspaceIds) {
    try {
      loaded.set(workspaceId, await brands.load(workspaceId));
    } catch (error) {
      const { message } = error as Error;
      log.warn({ workspaceId, error: message }, 'the tracked brands could not be loaded');
    }
  }
  return loaded;
}

/** Returns a hash of brands that does not depend on their order. */
export function brandsHash(brands: readonly TrackedBrand[]): string {
  const inOrder = brands.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(inOrder)).digest('base64url');
}
