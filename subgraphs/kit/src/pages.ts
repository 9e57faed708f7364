import type { Counted } from './database/counted.ts';
import { isUuid } from './database/scope.ts';
import { invalidInput } from './errors.ts';
import { isDate } from './scalars.ts';

/** Arguments of a Relay connection; `skip` is for callers that page by offset. */
export interface PageArguments {
  first?: number | null;
  after?: string | null;
  skip?: number | null;
}

/** What a query function needs to read one page: `limit` rows, and one more to know whether others follow. */
export interface PageRequest {
  readonly limit: number;
  /** The sort values of the row before the page; null for the first page. */
  readonly after: readonly unknown[] | null;
  readonly skip: number;
  /** Which of several orders the page is read in; its cursors hold for no other. */
  readonly order?: string | undefined;
}

/** What a connection field gives to the resolvers of its type. */
export interface Connection<Row> {
  /** Reads the page when `nodes`, `edges` or `pageInfo` is selected, once. */
  readonly page: () => Promise<Page<Row>>;
  /** Counts all rows when `totalCount` is selected, or as many as `atMost`. */
  readonly total: (atMost?: number | null) => Promise<number>;
}

export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly cursorOf: (row: Row) => string;
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

export const DEFAULT_PAGE = 20;
export const MAX_PAGE = 100;
const MAX_SKIP = 1_000_000;
/** How far a bounded count may go: what the schema takes off its cost holds up to there. */
const MAX_AT_MOST = 10_000;

/** Whether a decoded cursor value is of the kind that the sort needs; text from outside never reaches SQL unread. */
const CURSOR_VALUES = {
  text: (value: unknown) => typeof value === 'string' && !value.includes('\0') && value.isWellFormed(),
  time: (value: unknown) => typeof value === 'string' && isTime(value),
  'time or null': (value: unknown) => value === null || (typeof value === 'string' && isTime(value)),
  date: (value: unknown) => typeof value === 'string' && isDate(value),
  number: (value: unknown) => Number.isFinite(value),
  'number or null': (value: unknown) => value === null || Number.isFinite(value),
  uuid: (value: unknown) => typeof value === 'string' && isUuid(value),
};

type CursorShape = readonly (keyof typeof CURSOR_VALUES)[];

/** Whether text is a time as `Date.toISOString` writes it, which PostgreSQL reads as well. */
function isTime(text: string): boolean {
  const time = new Date(text);
  return isDate(text.slice(0, 10)) && !Number.isNaN(time.getTime()) && time.toISOString() === text;
}

/**
 * Checks the arguments of a connection; INVALID_INPUT names the one at fault. `shape` says what the values of a
 * cursor are, in the order of the sort; `order` names the order where the connection has several.
 */
export function pageRequest(args: PageArguments, shape: CursorShape, order?: string): PageRequest {
  const limit = args.first ?? DEFAULT_PAGE;
  const skip = args.skip ?? 0;
  if (limit < 0 || limit > MAX_PAGE)
    throw invalidInput('first', `\`first\` must be from 0 to ${MAX_PAGE}, got ${limit}.`);
  if (skip < 0 || skip > MAX_SKIP)
    throw invalidInput('skip', `\`skip\` must be from 0 to ${MAX_SKIP}, got ${skip}.`);
  return { limit, skip, after: args.after ? decodeCursor(args.after, shape, order) : null, order };
}

/** Where a connection's rows come from. */
export interface ConnectionSource<Row> {
  /** The rows of the page, and one more where there is one. */
  readonly list: (request: PageRequest) => Promise<readonly Row[]>;
  /** Counts all rows; it may stop at `atMost`. */
  readonly count: (atMost: number | null) => Promise<number>;
  /** Both at once, where that costs less. */
  readonly listCounted?: (request: PageRequest) => Promise<Counted<Row>>;
  /** Sort values of a row, in the order of the sort and ending in something unique: they become its cursor. */
  readonly sortValues: (row: Row) => readonly unknown[];
}

/** A connection over a source: the page and the count are each read when they are selected, once. */
export function connection<Row>(request: PageRequest, source: ConnectionSource<Row>): Connection<Row> {
  const { rows, total } = together(request, source);
  let page: Promise<Page<Row>> | undefined;
  const read = async (): Promise<Page<Row>> => {
    const found = await rows();
    return {
      rows: found.slice(0, request.limit),
      cursorOf: (row) => encodeCursor(source.sortValues(row), request.order),
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

/** Fields of one object are asked for in one turn, so at its end it is known whether both rows and count are wanted. */
function together<Row>(request: PageRequest, { list, count, listCounted }: ConnectionSource<Row>) {
  const bounded = async (atMost: number) => Math.min(await count(atMost), atMost);
  if (!listCounted)
    return {
      rows: () => list(request),
      total: async (atMost?: number | null) => (atMost == null ? count(null) : bounded(atMost)),
    };
  const wanted = { rows: false, total: false };
  let both: Promise<Counted<Row> | null> | undefined;
  const ask = (what: keyof typeof wanted) => {
    wanted[what] = true;
    both ??= Promise.resolve().then(() => (wanted.rows && wanted.total ? listCounted(request) : null));
    return both;
  };
  return {
    rows: async () => (await ask('rows'))?.rows ?? list(request),
    total: async (atMost?: number | null) =>
      atMost == null ? ((await ask('total'))?.total ?? count(null)) : bounded(atMost),
  };
}

/** Resolvers of any connection type made by {@link connection}, and of its edges. */
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
  totalCount: (source: Connection<unknown>, { atMost }: { atMost?: number | null }) =>
    source.total(checkAtMost(atMost)),
};

function checkAtMost(atMost: number | null | undefined): number | null {
  if (atMost == null) return null;
  if (atMost < 1 || atMost > MAX_AT_MOST)
    throw invalidInput('atMost', `\`atMost\` must be from 1 to ${MAX_AT_MOST}, got ${atMost}.`);
  return atMost;
}

function encodeCursor(values: readonly unknown[], order: string | undefined): string {
  const content = order === undefined ? values : [order, ...values];
  return Buffer.from(JSON.stringify(content)).toString('base64url');
}

function decodeCursor(cursor: string, shape: CursorShape, order: string | undefined): unknown[] {
  try {
    const content = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    const values = order === undefined ? content : content[0] === order && content.slice(1);
    const fits = (kind: keyof typeof CURSOR_VALUES, index: number) => CURSOR_VALUES[kind](values[index]);
    if (Array.isArray(values) && values.length === shape.length && shape.every(fits)) return values;
  } catch {
    // Falls through to the one error: what exactly is wrong with an opaque value helps nobody.
  }
  throw invalidInput('after', '`after` is not a cursor of this list.');
}
