import { UpstreamError } from '@tributary/kit/http-client';
import type { Batch, Item, RecognisedPost, Source } from '@tributary/platforms';
import type { BackfillSearch } from './data/backfills.ts';
import { parseQuery } from './query/parser.ts';
import { completeItems } from './runner/complete-items.ts';
import { onBehalfOf } from './runner/payers.ts';
import { searchesFor } from './runner/targets.ts';

/** A platform that cannot be searched or read, and why, as a sentence. */
export interface Refusal {
  readonly platform: string;
  readonly reason: string;
}

/** The searches that find what a query matches, and the platforms that have none. */
export interface SearchPlan {
  readonly searches: readonly BackfillSearch[];
  readonly refusals: readonly Refusal[];
}

/** A page of a search. */
export interface SearchPage extends BackfillSearch {
  readonly since: Date;
  readonly cursor: string | null;
}

/**
 * Reads sources for one workspace, at its request. What costs money is charged to the workspace;
 * readings throw a BudgetError when its cap of the day, or the vendor's quota, is used up.
 */
export interface SourceReader {
  /** Plans the searches for a query on some platforms. */
  planSearches(query: string, platforms: readonly string[]): SearchPlan;
  /** Says why posts of a platform cannot be read by their addresses; null if they can. */
  refusalOf(platform: string): string | null;
  /** Reads a page of a search, newest first. */
  readPage(page: SearchPage, signal: AbortSignal): Promise<Batch>;
  /** Reads a post by its address; null if it does not exist. */
  readPost(post: RecognisedPost, signal: AbortSignal): Promise<Item | null>;
  /** Adds what a search does not deliver: handles and counts. */
  complete(items: readonly Item[], signal: AbortSignal): Promise<readonly Item[]>;
  /** Reads comments on an item; null if its source has none. */
  readComments(item: Item, most: number, signal: AbortSignal): Promise<readonly Item[] | null>;
}

/** Opens a reader. `missing` says in words why a platform has no source. */
export function openSourceReader(
  sources: ReadonlyMap<string, Source>,
  missing: (platform: string) => string,
  workspaceId: string,
): SourceReader {
  const paid = <Result>(work: () => Promise<Result>) => onBehalfOf(() => [workspaceId], work);
  const sourceOf = (platform: string): Source => {
    const source = sources.get(platform);
    if (!source) throw new UpstreamError('refused', missing(platform), { reason: missing(platform) });
    return source;
  };
  return {
    planSearches: (query, platforms) => planSearches(sources, missing, query, platforms),
    refusalOf(platform) {
      const source = sources.get(platform);
      if (!source) return missing(platform);
      return source.find ? null : `Posts of ${platform} cannot be read by their addresses.`;
    },
    readPage: ({ platform, search: query, since, cursor }, signal) =>
      paid(() => sourceOf(platform).search!.search({ query, since, cursor }, { signal })),
    readPost: ({ platform, id }, signal) =>
      paid(async () => (await sourceOf(platform).find!([id], { signal }))[0] ?? null),
    async complete(items, signal) {
      const [first] = items;
      return first ? paid(() => completeItems(sourceOf(first.platform), items, signal)) : items;
    },
    async readComments(item, most, signal) {
      const { comments } = sourceOf(item.platform);
      return comments ? paid(() => comments(item, most, { signal })) : null;
    },
  };
}

function planSearches(
  sources: ReadonlyMap<string, Source>,
  missing: (platform: string) => string,
  query: string,
  platforms: readonly string[],
): SearchPlan {
  const parsed = parseQuery(query).query;
  const searches: BackfillSearch[] = [];
  const refusals: Refusal[] = [];
  for (const platform of platforms) {
    const source = sources.get(platform);
    const texts = source?.search && parsed ? searchesFor(platform, parsed) : [];
    searches.push(...texts.map((search) => ({ platform, search })));
    if (!source) refusals.push({ platform, reason: missing(platform) });
    else if (!source.search) refusals.push({ platform, reason: `${platform} has no search here.` });
    else if (texts.length === 0)
      refusals.push({ platform, reason: `${platform} cannot be searched for this query.` });
  }
  return { searches, refusals };
}
