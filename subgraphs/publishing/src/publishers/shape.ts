import { UpstreamError } from '@tributary/kit/http-client';
import { type Static, type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';

/** Reads an answer of a known shape; other members are left alone. */
export function shaped<Schema extends TSchema>(schema: Schema): (body: unknown) => Static<Schema> {
  return (body) => {
    if (Value.Check(schema, body)) return body as Static<Schema>;
    const [first] = Value.Errors(schema, body);
    throw new UpstreamError('malformed', `An answer is not as documented: ${first?.message ?? 'unknown'}.`);
  };
}

/** A member that may be missing or null. */
export function maybe<Schema extends TSchema>(schema: Schema) {
  return Type.Optional(Type.Union([schema, Type.Null()]));
}
