import { invalidInput } from '../core/errors.ts';
import { isUuid } from '../postgres/scope.ts';
import { isDate } from '../text/dates.ts';

/** Converts the sort values of a row to an opaque cursor and back. */
export interface CursorCodec {
  encode(values: readonly unknown[]): string;
  /**
   * Returns the sort values of a cursor, or null for the first page. Throws INVALID_INPUT for text
   * that is not a cursor of the list.
   */
  decode(cursor: string): readonly unknown[] | null;
}

/** Checks of decoded cursor values by type, so that no unchecked text reaches SQL. */
const CURSOR_VALUES = {
  text: (value: unknown) => typeof value === 'string' && !value.includes('\0') && value.isWellFormed(),
  time: (value: unknown) => typeof value === 'string' && isTime(value),
  'time or null': (value: unknown) => value === null || (typeof value === 'string' && isTime(value)),
  date: (value: unknown) => typeof value === 'string' && isDate(value),
  number: (value: unknown) => Number.isFinite(value),
  'number or null': (value: unknown) => value === null || Number.isFinite(value),
  uuid: (value: unknown) => typeof value === 'string' && isUuid(value),
};

/** The types of a cursor's values, in sort order. */
export type CursorShape = readonly (keyof typeof CURSOR_VALUES)[];

/** Whether text is a time as `Date.toISOString` formats it. */
function isTime(text: string): boolean {
  const time = new Date(text);
  return isDate(text.slice(0, 10)) && !Number.isNaN(time.getTime()) && time.toISOString() === text;
}

/**
 * Creates the codec of a list: cursors are base64url JSON of the sort values. With `order`, the
 * name of the sort order comes first and must match.
 */
export function plainCursors(shape: CursorShape, order?: string): CursorCodec {
  return {
    encode: (values) => Buffer.from(JSON.stringify(prefixed(values, order))).toString('base64url'),
    // An empty cursor is the first page: some clients always send the argument.
    decode: (cursor) => (cursor ? decode(cursor, shape, order) : null),
  };
}

function prefixed(values: readonly unknown[], order: string | undefined): readonly unknown[] {
  return order === undefined ? values : [order, ...values];
}

function decode(cursor: string, shape: CursorShape, order: string | undefined): unknown[] {
  try {
    const content = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    const values = order === undefined ? content : content[0] === order && content.slice(1);
    const fits = (kind: keyof typeof CURSOR_VALUES, index: number) => CURSOR_VALUES[kind](values[index]);
    if (Array.isArray(values) && values.length === shape.length && shape.every(fits)) return values;
  } catch {
    // Falls through to the common error: details of an opaque value would not help the caller.
  }
  throw invalidInput('after', '`after` is not a cursor of this list.');
}
