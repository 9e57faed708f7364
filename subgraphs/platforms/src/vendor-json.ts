import { UpstreamError } from '@tributary/kit/http-client';
import { type StaticDecode, type TSchema, Type } from 'typebox';
import { DecodeUnsafe, Value } from 'typebox/value';

/**
 * Decodes a response by a schema. Members that the schema does not name are ignored; a response
 * that violates it throws an UpstreamError `malformed`.
 */
export function readAs<Schema extends TSchema>(schema: Schema): (body: unknown) => StaticDecode<Schema> {
  return (body) => {
    if (Value.Check(schema, body)) return decode(schema, body);
    const [first] = Value.Errors(schema, body);
    const where = first?.instancePath ? ` at ${first.instancePath}` : '';
    const problem = `${first?.message ?? 'unknown'}${where}`;
    throw new UpstreamError('malformed', `The response is not as documented: ${problem}.`);
  };
}

/**
 * Value.Decode would also clone the value and coerce types, so that a number would pass as text.
 */
function decode<Schema extends TSchema>(schema: Schema, value: unknown): StaticDecode<Schema> {
  return DecodeUnsafe({}, schema, value) as StaticDecode<Schema>;
}

/** A member that may be missing or null. */
export function optional<Schema extends TSchema>(schema: Schema) {
  return Type.Optional(Type.Union([schema, Type.Null()]));
}

/**
 * A member that is ignored unless valid, so that a changed detail does not invalidate the response.
 */
export function ifValid<Schema extends TSchema>(schema: Schema) {
  return Type.Optional(
    Type.Decode(Type.Unknown(), (value) => (Value.Check(schema, value) ? decode(schema, value) : undefined)),
  );
}

/** An id; converted to text, because some vendors send a number. */
export const id = Type.Decode(Type.Union([Type.String({ minLength: 1 }), Type.Number()]), String);

/** Text; null if it is missing, empty or not text. */
export const text = lenient((value) => (typeof value === 'string' && value.trim() !== '' ? value : null));

/** A count; some vendors send it as digits in text. Null if missing or invalid. */
export const count = lenient((value) => {
  const number = fromDigits(value);
  return Number.isSafeInteger(number) && (number as number) >= 0 ? (number as number) : null;
});

/** A boolean; null if it is missing or not a boolean. */
export const flag = lenient((value) => (typeof value === 'boolean' ? value : null));

/** A time as text or in Unix seconds; decoded to ISO 8601, or null. */
export const time = lenient((value) => {
  const seconds = fromDigits(value);
  const date = new Date(typeof seconds === 'number' ? seconds * 1_000 : String(value));
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
});

/** An http(s) URL; null for anything else. */
export const url = lenient((value) =>
  typeof value === 'string' && /^https?:\/\//i.test(value) && URL.canParse(value) ? value : null,
);

function lenient<Read>(read: (value: unknown) => Read) {
  return Type.Optional(Type.Decode(Type.Unknown(), read));
}

function fromDigits(value: unknown): unknown {
  return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
}
