import { Type } from 'typebox';
import { invalid } from '../../engine/input.ts';
import { readDateTime } from '../../engine/times.ts';

const DAY = 86_400_000;
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

/** A day, or a time with its zone. */
export const dayOrTime = (description: string) =>
  Type.Optional(
    Type.Union([Type.String({ format: 'date' }), Type.String({ format: 'date-time' })], { description }),
  );

/** The range of the graph between two days or times, both of which may be missing; a last day is included. */
export function rangeBetween({
  start_date: start,
  end_date: end,
}: Range): Record<string, string | undefined> {
  return {
    ...(isTime(start) ? { since: start } : { from: start }),
    ...(isTime(end) ? { before: end } : { to: end }),
  };
}

/** Where a member of {@link rangeBetween} is in the request. */
export const RANGE_PLACES = { from: 'start_date', since: 'start_date', to: 'end_date', before: 'end_date' };

interface Range {
  readonly start_date?: string | undefined;
  readonly end_date?: string | undefined;
}

function isTime(text: string | undefined): boolean {
  return text !== undefined && text.length > 'YYYY-MM-DD'.length;
}

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

/** INVALID_PARAMETER where a range ends before it begins. */
export function checkRange({ start_date: start, end_date: end }: Range): void {
  if (!start || !end) return;
  const [first, last] = [start, end].map((text) => readDateTime(text) ?? new Date(`${text}T00:00:00Z`));
  // A day that is the last one is included, with a time on it before it ends.
  const ends = last!.getTime() + (isTime(end) ? 0 : DAY);
  if (first!.getTime() >= ends) throw invalid('start_date', 'a date or time that is not after end_date');
}
