import { type TObject, type TProperties, type TSchema, Type } from 'typebox';
import { nullable } from '../../engine/nullable.ts';

/** Platforms that posts are published to, as requests and answers name them. */
export const PLATFORMS = [
  'bluesky',
  'mastodon',
  'discord',
  'slack',
  'telegram',
  'webhook',
  'x',
  'linkedin',
  'dev',
  'sandbox',
];

/** Query parameters of every list. */
export const pageQuery = {
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 50,
      default: 20,
      clamp: true,
      description: 'Results to give; above 50 it is 50.',
    }),
  ),
  offset: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 1_000_000, default: 0, description: 'Results to pass over.' }),
  ),
};

/** A JSON body; a member that is not known is refused. */
export function bodyOf<Members extends TProperties>(members: Members) {
  return Type.Object(members, { additionalProperties: false });
}

/** A POST without anything in its body. */
export const emptyBody = bodyOf({});

/** A text of a request, 1 to `maxLength` characters. */
export function textOf(maxLength: number, description: string) {
  return Type.String({ minLength: 1, maxLength, description });
}

/** The platform of a request. */
export const platformBody = Type.Optional(
  Type.Enum(PLATFORMS, { description: 'Where it is to be published.' }),
);

/** What stands under `data`. */
export function dataOf<Schema extends TSchema>(schema: Schema): TObject<{ data: Schema }> {
  return Type.Object({ data: schema });
}

/** A number that no platform may tell. */
export function told(description: string): TSchema {
  return nullable(Type.Integer(), `${description}; null when no platform tells.`);
}

/** A time. */
export function moment(description: string): TSchema {
  return Type.String({ format: 'date-time', description });
}
