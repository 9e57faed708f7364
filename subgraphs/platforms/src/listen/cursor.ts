import type { StaticDecode, TSchema } from 'typebox';
import { Value } from 'typebox/value';

/**
 * Parses a cursor; null without one, or if it has another form, as after a change of the source.
 * Reading then starts at the newest item.
 */
export function readCursor<Schema extends TSchema>(
  schema: Schema,
  cursor: string | null,
): StaticDecode<Schema> | null {
  if (cursor === null) return null;
  try {
    const value: unknown = JSON.parse(cursor);
    return Value.Check(schema, value) ? (value as StaticDecode<Schema>) : null;
  } catch {
    return null;
  }
}
