import { Type } from 'typebox';
import { invalid } from '../../engine/input.ts';

const RANGES = ['day', 'week', 'month', 'year'] as const;

/** `limit`, lowered to the documented maximum. */
export const limitOf = (fallback: number, most: number) =>
  Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: most,
      default: fallback,
      clamp: true,
      description: `Most items to return; above ${most} it is ${most}.`,
    }),
  );

/** `offset`. */
export const offset = Type.Optional(
  Type.Integer({ minimum: 0, maximum: 1_000_000, default: 0, description: 'Number of items to skip.' }),
);

/** A username, with or without `@`, or the URL of a profile. */
export const username = Type.Optional(
  Type.String({ maxLength: 200, description: 'Username of a followed account.' }),
);

/** `time_range`. */
export const timeRange = (ranges: readonly string[] = RANGES) =>
  Type.Optional(
    Type.String({
      enum: [...ranges],
      default: 'week',
      description: 'Posts of the last day, week, month or year.',
    }),
  );

/** Words, hashtags or usernames. */
export const words = (description: string) => Type.Optional(Type.String({ maxLength: 200, description }));

/** A day, or a time with its time zone. */
export const dayOrTime = (description: string) =>
  Type.Optional(
    Type.Union([Type.String({ format: 'date' }), Type.String({ format: 'date-time' })], { description }),
  );

/** Splits a comma-separated list and drops empty members; undefined if none is left. */
export function listOf(name: string, text: string | undefined): string[] | undefined {
  const members = (text ?? '')
    .split(',')
    .map((member) => member.trim())
    .filter(Boolean);
  if (members.length > 20) throw invalid(name, 'a list of at most 20');
  return members.length > 0 ? members : undefined;
}

/** Returns undefined for a blank parameter. */
export function present(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : text;
}
