import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { type CursorCodec, invalidInput } from '@tributary/kit';
import type { Order, Place, SortName } from './sort.ts';

/** The context a cursor is valid in. */
interface CursorContext {
  /** Signs cursors; the same in every process. Signing with a key as text takes twice as long. */
  readonly key: KeyObject;
  readonly workspaceId: string;
  readonly sort: SortName;
  readonly order: Order;
}

/** The members of a cursor, in serialization order. */
interface Content {
  sort: string;
  order: string;
  sort_value: string | null;
  id: string;
  signature: string;
}

/**
 * Creates the codec of mention cursors: signed base64url JSON, valid only for this workspace, sort
 * and order. The REST API documents `sort_value` and `id` in it, and that a cursor of another sort
 * is rejected.
 */
export function mentionCursors(options: Omit<CursorContext, 'key'> & { key: string }): CursorCodec {
  const context = { ...options, key: createSecretKey(Buffer.from(options.key)) };
  return {
    encode: (values) => encode(context, toPlace(values)),
    decode: (cursor) => {
      const { value, id } = decode(context, cursor);
      return [value, id];
    },
  };
}

/** Converts the sort values of a mention cursor to a position. */
export function toPlace([value, id]: readonly unknown[]): Place {
  return { value: value as string | null, id: id as string };
}

function encode(context: CursorContext, { value, id }: Place): string {
  const content = { sort: context.sort, order: context.order, sort_value: value, id };
  // Every row of an export has a cursor, so its content is serialized once for both uses.
  const text = JSON.stringify(content satisfies Omit<Content, 'signature'>);
  return Buffer.from(`${text.slice(0, -1)},"signature":"${sign(context, text)}"}`).toString('base64url');
}

/**
 * Decodes a cursor; throws INVALID_INPUT if it was modified or made for another sort, order or
 * workspace.
 */
function decode(context: CursorContext, cursor: string): Place {
  const content = parse(cursor);
  const place = content && { value: content.sort_value, id: content.id };
  // Compares the encoded text, because base64url and JSON both allow several encodings of the same
  // content.
  const made = { ...context, sort: content?.sort as SortName, order: content?.order as Order };
  if (!place || !same(encode(made, place), cursor))
    throw invalidInput('after', '`after` is not a cursor of this list.');
  if (made.sort !== context.sort || made.order !== context.order)
    throw invalidInput(
      'after',
      `\`after\` is a cursor of the sort ${made.sort} ${made.order}, not of ${context.sort} ${context.order}.`,
    );
  return place;
}

function parse(cursor: string): Content | null {
  try {
    const content = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as Content | null;
    const value = content?.sort_value;
    const fits = typeof content?.id === 'string' && (value === null || typeof value === 'string');
    return fits ? content : null;
  } catch {
    return null;
  }
}

function sign({ key, workspaceId }: CursorContext, content: string): string {
  return createHmac('sha256', key).update(`${workspaceId}\n${content}`).digest('base64url').slice(0, 22);
}

function same(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
