import type { PageRequest } from '@tributary/kit';
import { namesOf, readTogether, type Scope } from '@tributary/kit/postgres';
import {
  type BrandFinder,
  type BrandQuery,
  type BrandTerms,
  brandFinder,
  brandQueries,
} from '@tributary/kit/text';
import type { Tables } from '../../data/tables.ts';
import { ALL_COLUMNS, type CommunityPost, newestFirst, type PostRow, toPost } from './community-post-rows.ts';
import { beyondNewest } from './community-post-sort.ts';
import { type BrandRange, doubtfulOf, loadBrandCounts, mayName, within } from './counts/brand-counts.ts';

/**
 * A brand and where it is looked for: `others` are phrases that do not mean it where they are
 * longer.
 */
export interface BrandSearch extends BrandRange {
  readonly names: readonly string[];
  readonly excludes: readonly string[];
  readonly others: readonly string[];
}

const BRAND = 'brand';
/** Candidates read at once, however small the page, where most of them may drop out. */
const LEAST_BATCH = 50;

/** One page of the posts that name a brand. */
export interface BrandPage {
  readonly search: BrandSearch;
  readonly page: PageRequest;
}

/** A page while it is filled. */
interface Filling extends BrandPage {
  readonly query: BrandQuery;
  readonly find: BrandFinder;
  /** Candidates of one reading. */
  readonly batch: number;
  readonly found: CommunityPost[];
  /** Where to read on; null is at the beginning. */
  position: PageRequest['after'];
}

/**
 * The posts of each page, newest first, and one row more: those that {@link countBrands} counts;
 * for a loader. Posts that only seem to name the brand drop out after they were read, so a page may
 * take several readings.
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

/** Takes in what was read; whether the page is full, or there is no more. */
function fill(filling: Filling, rows: readonly (PostRow & { doubtful: boolean })[]): boolean {
  for (const { doubtful, ...row } of rows) {
    const post = toPost(row);
    if (!doubtful || filling.find([post.title, post.body]).includes(BRAND)) filling.found.push(post);
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

/** Counts the posts that name the brand of each search; for a loader. */
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
