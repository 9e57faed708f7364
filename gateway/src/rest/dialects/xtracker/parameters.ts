import { Type } from 'typebox';
import { invalid } from '../../engine/input.ts';

const RANGES = ['day', 'week', 'month', 'year'] as const;

/** `limit`, cut to the most that is documented. */
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
  Type.Integer({ minimum: 0, maximum: 1_000_000, default: 0, description: 'Items to skip.' }),
);

/** A username, with or without `@`, or the address of a profile. */
export const username = Type.Optional(
  Type.String({ maxLength: 200, description: 'A followed account, by its username.' }),
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

/** A day. */
export const day = (description: string) => Type.Optional(Type.String({ format: 'date', description }));

/** The members of a comma list, without the empty ones; undefined where there is none. */
export function listIn(name: string, text: string | undefined): string[] | undefined {
  const members = (text ?? '')
    .split(',')
    .map((member) => member.trim())
    .filter(Boolean);
  if (members.length > 20) throw invalid(name, 'a list of at most 20');
  return members.length > 0 ? members : undefined;
}

/** A parameter that is given but blank is none. */
export function present(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : text;
}

/** INVALID_PARAMETER where a range of days ends before it begins. */
export function checkDays({ start_date, end_date }: { start_date?: string; end_date?: string }): void {
  if (start_date && end_date && start_date > end_date)
    throw invalid('start_date', 'a date that is not after end_date');
}
