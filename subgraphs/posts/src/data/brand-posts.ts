import { type BrandTerms, brandFinder, brandQueries, type PageRequest, type Scope } from '@tributary/kit';
import { type BrandRange, countBrands, doubtfulOf, mayName, within } from './brand-counts.ts';
import { after, COLUMNS, type CommunityPost, newestFirst, toPost } from './community-posts.ts';
import type { Tables } from './tables.ts';

/** A brand and where it is looked for: `others` are phrases that do not mean it where they are longer. */
export interface BrandSearch extends BrandRange {
  readonly names: readonly string[];
  readonly excludes: readonly string[];
  readonly others: readonly string[];
}

const BRAND = 'brand';
/** Candidates read at once, however small the page: most of them may drop out. */
const LEAST_BATCH = 50;

/** One page of the posts that name the brand, newest first, and one row more: those that {@link countBrands} counts. */
export async function listBrandPosts(
  scope: Scope<Tables>,
  search: BrandSearch,
  page: PageRequest,
): Promise<CommunityPost[]> {
  const find = brandFinder(termsOf(search));
  const found: CommunityPost[] = [];
  let position = page.after;
  const batch = Math.max(page.limit + 1, LEAST_BATCH);
  // Posts that only seem to name the brand drop out after they were read, so a page may take several readings.
  for (;;) {
    const rows = await candidates(scope, search, position, batch);
    const kept = rows.filter(
      ({ doubtful, post }) => !doubtful || find([post.title, post.body!]).includes(BRAND),
    );
    found.push(...kept.map(({ post }) => post));
    if (found.length > page.limit || rows.length < batch) return found.slice(0, page.limit + 1);
    position = newestFirst(rows.at(-1)!.post);
  }
}

/** How many posts name the brand. */
export async function countBrandPosts(scope: Scope<Tables>, search: BrandSearch): Promise<number> {
  const counts = await countBrands(scope, termsOf(search), search);
  return counts.reduce((total, { brand, count }) => total + (brand === BRAND ? count : 0), 0);
}

function termsOf({ names, excludes, others }: BrandSearch): BrandTerms[] {
  return [
    { id: BRAND, names, excludes },
    { id: 'others', names: others, excludes: [] },
  ];
}

async function candidates(
  scope: Scope<Tables>,
  search: BrandSearch,
  position: PageRequest['after'],
  limit: number,
) {
  const query = brandQueries(termsOf(search))[0]!;
  const rows = await scope.db
    .selectFrom('community_posts')
    .where('workspace_id', '=', scope.workspaceId)
    .where(mayName(query))
    .where(within(search))
    .$if(position !== null, (select) => select.where(after(position!)))
    .select([...COLUMNS, 'body', doubtfulOf(query).as('doubtful')])
    .orderBy('posted_at', 'desc')
    .orderBy('url')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(({ doubtful, ...row }) => ({ doubtful, post: toPost(row) }));
}
