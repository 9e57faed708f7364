import type { Judge } from '@tributary/ai';
import { type ContextSource, loaderById } from '@tributary/kit';
import type { BrandCache } from '@tributary/kit/brands';
import type { ImportRecord } from '@tributary/kit/import';
import type { ListeningClient } from '@tributary/listening';
import { type CommunityContext, createCommunityContext } from './community/index.ts';
import type { Tables } from './data/tables.ts';
import type { postsSettings } from './settings.ts';
import { imports } from './undoable-imports.ts';
import { createXContext, type XContext } from './x/index.ts';
import type { XSource } from './x/refresh/x-source.ts';

/**
 * Per-request context of this subgraph's resolvers: the contexts of both modules, and the import
 * records.
 */
export interface Context extends CommunityContext, XContext {
  /** Loads imports of the workspace by id; null for unknown ids. */
  readonly imports: { load(id: string): Promise<ImportRecord | null> };
}

/** What all requests share. */
export interface Resources {
  /** The X client; null without a token. */
  readonly x: XSource | null;
  readonly listening: ListeningClient;
  /** Days after which the installation deletes posts and mentions; null if it keeps them. */
  readonly installationDays: number | null;
  /** The brands that workspaces track, to score posts with. */
  readonly brands: BrandCache;
  /** The language model; null if none is configured. */
  readonly judge: Judge | null;
}

/** Creates the context of one request. */
export function createContext(
  source: ContextSource<Tables, typeof postsSettings>,
  { x, ...resources }: Resources,
): Context {
  return {
    ...source,
    ...createCommunityContext(source, resources),
    ...createXContext(source, x),
    imports: loaderById((ids) => imports.load(source.scope(), ids)),
  };
}
