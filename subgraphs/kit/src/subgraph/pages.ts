import { invalidInput } from '../core/errors.ts';
import type { PageRequest } from '../core/page-request.ts';
import { type CursorCodec, type CursorShape, plainCursors } from './cursors.ts';

/**
 * The arguments of a Relay connection. `skip` is for REST endpoints that page by offset,
 * `exportSize` for exports, whose pages are larger than those of clients.
 */
export interface PageArguments {
  first?: number | null;
  after?: string | null;
  skip?: number | null;
  exportSize?: number | null;
}

/** The validated arguments of a connection. */
export interface ConnectionRequest extends PageRequest {
  /** Creates the cursors of the page's rows. */
  readonly cursors: CursorCodec;
}

/** The source object of a connection type. */
export interface Connection<Row> {
  /** Reads the page when `nodes`, `edges` or `pageInfo` is selected, once. */
  readonly page: () => Promise<Page<Row>>;
  /** Counts the rows when their total is selected. */
  readonly total: Totals;
}

/** The number of rows: exact, or estimated beyond {@link MOST_COUNTED}. Each is read once. */
export interface Totals {
  readonly exact: () => Promise<number>;
  /** `isExact` is false if there are more rows than {@link MOST_COUNTED}. */
  readonly bounded: () => Promise<{ readonly count: number; readonly isExact: boolean }>;
}

/** A page of rows, and the number of all rows. */
interface Counted<Row> {
  readonly rows: readonly Row[];
  readonly total: number;
}

export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly cursorOf: (row: Row) => string;
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

export const DEFAULT_PAGE = 20;
export const MAX_PAGE = 100;
/** Maximum number of rows on a page of an export. */
const MAX_EXPORT_PAGE = 1_000;
const MAX_SKIP = 1_000_000;
/** The limit of counting unless an exact total is selected: a few milliseconds of index entries. */
export const MOST_COUNTED = 10_000;

/**
 * Validates the arguments of a connection; throws INVALID_INPUT with the name of an invalid one.
 * `cursors` is a codec, or the types of the cursor values in sort order; `order` is then the name
 * of the sort order, for a connection that has several.
 */
export function pageRequest(
  args: PageArguments,
  cursors: CursorShape | CursorCodec,
  order?: string,
): ConnectionRequest {
  const limit = sizeOf(args);
  const skip = args.skip ?? 0;
  if (skip < 0 || skip > MAX_SKIP)
    throw invalidInput('skip', `\`skip\` must be from 0 to ${MAX_SKIP}, got ${skip}.`);
  const codec = 'decode' in cursors ? cursors : plainCursors(cursors, order);
  return { limit, skip, after: args.after == null ? null : codec.decode(args.after), cursors: codec };
}

function sizeOf({ first, exportSize }: PageArguments): number {
  const [name, size, max]: [string, number, number] =
    exportSize == null
      ? ['first', first ?? DEFAULT_PAGE, MAX_PAGE]
      : ['exportSize', exportSize, MAX_EXPORT_PAGE];
  if (size < 0 || size > max) throw invalidInput(name, `\`${name}\` must be from 0 to ${max}, got ${size}.`);
  return size;
}

/** Counts the rows of a list; a count that reaches `atMost` is an estimate, and not below it. */
type Count = (atMost: number | null) => Promise<number>;

/** Reads the rows of a connection. */
export interface ConnectionSource<Row> {
  /** Lists the rows of the page and one more, if there is one. */
  readonly list: (request: PageRequest) => Promise<readonly Row[]>;
  /** Counts all rows; estimates a count that reaches `atMost`. */
  readonly count: Count;
  /** Lists and counts in one statement, if that is cheaper. */
  readonly listCounted?: (request: PageRequest, atMost: number | null) => Promise<Counted<Row>>;
  /** Returns the sort values of a row, the last of them unique. They become its cursor. */
  readonly sortValues: (row: Row) => readonly unknown[];
}

/** Creates a connection. Its page and its count are read at most once, and only if selected. */
export function connection<Row>(request: ConnectionRequest, source: ConnectionSource<Row>): Connection<Row> {
  const { rows, total } = together(request, source);
  let page: Promise<Page<Row>> | undefined;
  const read = async (): Promise<Page<Row>> => {
    const found = await rows();
    return {
      rows: found.slice(0, request.limit),
      cursorOf: (row) => request.cursors.encode(source.sortValues(row)),
      hasNextPage: found.length > request.limit,
      hasPreviousPage: request.after !== null || request.skip > 0,
    };
  };
  return {
    page: () => {
      page ??= read();
      return page;
    },
    total,
  };
}

/**
 * Creates totals from a count. The bounded one counts one row more than its limit, to learn whether
 * there are more.
 */
function totalsOf(count: Count): Totals {
  let exact: Promise<number> | undefined;
  let bounded: Promise<number> | undefined;
  return {
    exact() {
      exact ??= count(null);
      return exact;
    },
    async bounded() {
      if (!exact) bounded ??= count(MOST_COUNTED + 1);
      const found = await (exact ?? bounded!);
      return { count: found, isExact: found <= MOST_COUNTED };
    },
  };
}

/**
 * Reads rows and count in one statement if both are selected. All fields of one object are resolved
 * in the same tick, so at its end both selections are known.
 */
function together<Row>(request: PageRequest, { list, count, listCounted }: ConnectionSource<Row>) {
  if (!listCounted) return { rows: () => list(request), total: totalsOf(count) };
  const wanted = { rows: false, total: false, exact: false };
  let both: Promise<Counted<Row> | null> | undefined;
  const ask = (what: Partial<typeof wanted>) => {
    Object.assign(wanted, what);
    both ??= Promise.resolve().then(() => {
      if (!wanted.rows || !wanted.total) return null;
      return listCounted(request, wanted.exact ? null : MOST_COUNTED + 1);
    });
    return both;
  };
  return {
    rows: async () => (await ask({ rows: true }))?.rows ?? list(request),
    total: totalsOf(async (atMost) => {
      const found = await ask(atMost === null ? { total: true, exact: true } : { total: true });
      return found?.total ?? count(atMost);
    }),
  };
}

/** The resolvers of every connection type, for sources made by {@link connection}. */
export const connectionResolvers = {
  nodes: async (source: Connection<unknown>) => (await source.page()).rows,
  edges: async (source: Connection<unknown>) => {
    const page = await source.page();
    return page.rows.map((node) => ({ node, cursor: page.cursorOf(node) }));
  },
  pageInfo: async (source: Connection<unknown>) => {
    const page = await source.page();
    const [first, last] = [page.rows[0], page.rows.at(-1)];
    return {
      hasNextPage: page.hasNextPage,
      hasPreviousPage: page.hasPreviousPage,
      startCursor: first === undefined ? null : page.cursorOf(first),
      endCursor: last === undefined ? null : page.cursorOf(last),
    };
  },
  totalCount: async ({ total }: Connection<unknown>, { exact }: { exact: boolean }) =>
    exact ? total.exact() : (await total.bounded()).count,
  totalCountIsExact: async ({ total }: Connection<unknown>) => (await total.bounded()).isExact,
};
