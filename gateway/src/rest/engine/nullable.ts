import { type TNull, type TSchema, type TUnion, Type } from 'typebox';

/** Schema of a member that may be null. */
export function nullable<Schema extends TSchema>(
  schema: Schema,
  description?: string,
): TUnion<[Schema, TNull]> {
  return Type.Union([schema, Type.Null()], description === undefined ? {} : { description });
}
