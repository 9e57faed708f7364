import { type TObject, type TProperties, type TSchema, Type } from 'typebox';
import { nullable } from '../../engine/nullable.ts';
import { platforms } from './platforms.ts';

/** Query parameters of every list. */
export const pageQuery = {
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 50,
      default: 20,
      clamp: true,
      description: 'Number of results; larger values are reduced to 50.',
    }),
  ),
  offset: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 1_000_000, default: 0, description: 'Number of results to skip.' }),
  ),
};

/** Schema of a JSON body that rejects unknown members. */
export function bodyOf<Members extends TProperties>(members: Members) {
  return Type.Object(members, { additionalProperties: false });
}

/** Schema of an empty body. */
export const emptyBody = bodyOf({});

/** Schema of a text of 1 to `maxLength` characters. */
export function textOf(maxLength: number, description: string) {
  return Type.String({ minLength: 1, maxLength, description });
}

/** Schema of the platform of a request. */
export const platformBody = Type.Optional(
  Type.Enum([...platforms.all], { description: 'Platform that the text is for.' }),
);

/** Wraps a schema in `data`. */
export function dataOf<Schema extends TSchema>(schema: Schema): TObject<{ data: Schema }> {
  return Type.Object({ data: schema });
}

/** Schema of a number that a platform may not publish. */
export function countOrNull(description: string): TSchema {
  return nullable(Type.Integer(), `${description}; null if no platform reports it.`);
}

/** Schema of a time. */
export function moment(description: string): TSchema {
  return Type.String({ format: 'date-time', description });
}
