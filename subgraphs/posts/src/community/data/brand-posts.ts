import type { PageRequest } from '@tributary/kit';
import {
  type BrandFinder,
  type BrandQuery,
  type BrandTerms,
  brandFinder,
  brandQueries,
} from '@tributary/kit/brands';
import { namesOf, readTogether, type Scope } from '@tributary/kit/postgres';
import type { Tables } from '../../data/tables.ts';
import { ALL_COLUMNS, type CommunityPost, newestFirst, type PostRow, toPost } from './community-post-rows.ts';
import { beyondNewest } from './community-post-sort.ts';
import { type BrandRange, doubtfulOf, loadBrandCounts, mayName, within } from './counts/brand-counts.ts';

/**
 * A brand and the posts to search. A match inside a longer phrase from `others` does not count as a
 * mention.
 */
export interface BrandSearch extends BrandRange {
  readonly names: readonly string[];
  readonly excludes: readonly string[];
  readonly others: readonly string[];
}

const BRAND = 'brand';
/**
 * Minimum number of candidates per read, even for small pages: most candidates may turn out not to
 * name the brand.
 */
const LEAST_BATCH = 50;

/** One page of the posts that name a brand. */
export interface BrandPage {
  readonly search: BrandSearch;
  readonly page: PageRequest;
}

/** Progress of filling one page. */
interface Filling extends BrandPage {
  readonly query: BrandQuery;
  readonly find: BrandFinder;
  /** Candidates per read. */
  readonly batch: number;
  readonly found: CommunityPost[];
  /** Cursor of the next read; null at the beginning. */
  position: PageRequest['after'];
}

/**
 * Loads the posts of each page, newest first, plus one row; the same posts that {@link countBrands}
 * counts. Posts that only seem to name the brand are dropped after reading, so one page may take
 * several reads.
 */
export async function loadBrandPages(
  scope: Scope<Tables>,
  pages: readonly BrandPage[],
): Promise<CommunityPost[][]> {
  const all = pages.map(toFilling);
  for (let open = all; open.length > 0; ) {
    const read = await readTogether(
      scope.db,
      open.map((filling) => candidates(scope, filling)),
    );
    open = open.filter((filling, index) => !fill(filling, read[index]!));
  }
  return all.map(({ found, page }) => found.slice(0, page.limit + 1));
}

/**
 * Adds the rows that name the brand; returns whether the page is full or the posts are exhausted.
 */
function fill(filling: Filling, rows: readonly (PostRow & { doubtful: boolean })[]): boolean {
  for (const { doubtful, ...row } of rows) {
    const post = toPost(row);
    if (!doubtful || filling.find([post.title, post.body], post.subreddit).includes(BRAND))
      filling.found.push(post);
    filling.position = newestFirst(post);
  }
  return filling.found.length > filling.page.limit || rows.length < filling.batch;
}

function toFilling({ search, page }: BrandPage): Filling {
  const terms = termsOf(search);
  const query = brandQueries(terms)[0]!;
  const batch = query.doubtful === null ? page.limit + 1 : Math.max(page.limit + 1, LEAST_BATCH);
  return { search, page, query, find: brandFinder(terms), batch, found: [], position: page.after };
}

/** Counts the posts that name each search's brand, for a loader. */
export async function loadBrandPostCounts(
  scope: Scope<Tables>,
  searches: readonly BrandSearch[],
): Promise<number[]> {
  const counts = await loadBrandCounts(
    scope,
    searches.map((search) => ({ brands: termsOf(search), counted: [BRAND], range: search })),
  );
  return counts.map((rows) => rows.reduce((total, { count }) => total + count, 0));
}

function termsOf({ names, excludes, others }: BrandSearch): BrandTerms[] {
  return [
    { id: BRAND, names, excludes },
    { id: 'others', names: others, excludes: [] },
  ];
}

function candidates(scope: Scope<Tables>, { search, query, position, batch }: Filling) {
  return scope.db
    .selectFrom('community_posts')
    .where('workspace_id', '=', scope.workspaceId)
    .where(mayName(query))
    .where(within(search))
    .$if(position !== null, (select) => select.where(beyondNewest(position!)))
    .select([...namesOf(ALL_COLUMNS), doubtfulOf(query).as('doubtful')])
    .orderBy('posted_at', 'desc')
    .orderBy('url')
    .orderBy('id')
    .limit(batch);
}
