import type { Row } from './columns.ts';

/** The data of an export's query. */
export interface PageData {
  readonly page: {
    readonly edges: readonly Row[];
    readonly pageInfo: { readonly hasNextPage: boolean };
  } | null;
}

/** Executes the query of a list. */
export type ReadPage = (variables: Readonly<Record<string, unknown>>) => Promise<PageData>;

/** What is exported of a list. */
export interface PageRange {
  readonly filters: Readonly<Record<string, unknown>>;
  /** The cursor to continue behind; null to begin with the first row. */
  readonly after: string | null;
  /** Maximum number of rows; null for all. */
  readonly limit: number | null;
}

/**
 * Rows of a page: enough that the cost of a query hardly counts, and few enough that encoding one
 * delays other requests by a few milliseconds only.
 */
const PAGE_ROWS = 200;

/**
 * Reads a list page by page, each when it is asked for: V8 would promote a page that was read ahead
 * and waits for a slow client.
 */
export async function* readPages(
  read: ReadPage,
  { filters, after, limit }: PageRange,
): AsyncGenerator<readonly Row[]> {
  let left = limit ?? Number.POSITIVE_INFINITY;
  let cursor = after;
  for (;;) {
    const { page }: PageData = await read({
      ...filters,
      after: cursor,
      exportSize: Math.min(left, PAGE_ROWS),
    });
    const rows: readonly Row[] = page?.edges ?? [];
    left -= rows.length;
    yield rows;
    if (!page?.pageInfo.hasNextPage || left <= 0) return;
    cursor = rows.at(-1)!.cursor;
  }
}
