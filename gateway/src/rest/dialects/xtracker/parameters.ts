import { Type } from 'typebox';
import { invalid } from '../../engine/input.ts';

const word = (description: string) => Type.Optional(Type.String({ maxLength: 200, description }));
const date = (description: string) => Type.Optional(Type.String({ format: 'date', description }));

/** Parameters that several routes have. */
export const P = {
  word,
  limit: (usual: number, maximum: number) =>
    Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum,
        default: usual,
        clamp: true,
        description: `Maximum number to return; above ${maximum} it is ${maximum}.`,
      }),
    ),
  offset: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 1_000_000,
      default: 0,
      description: 'Number to skip (for pagination)',
    }),
  ),
  timeRange: (...ranges: string[]) =>
    Type.Optional(Type.String({ enum: ranges, default: 'week', description: 'Filter posts by time range' })),
  startDate: date('First day, YYYY-MM-DD; goes before time_range.'),
  endDate: date('Last day, YYYY-MM-DD, inclusive; goes before time_range.'),
  flag: (description: string) => Type.Optional(Type.Boolean({ default: false, description })),
  least: (what: string) =>
    Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: Number.MAX_SAFE_INTEGER,
        description: `Minimum number of ${what}`,
      }),
    ),
};

/** A comma list without empty entries; undefined when none is left. */
export function list(text: string | undefined): string[] | undefined {
  const entries = (text ?? '').split(',').flatMap((each) => each.trim() || []);
  return entries.length > 0 ? entries : undefined;
}

/** Words of several parameters that must all be there; undefined when there are none. */
export function words(...texts: (string | undefined)[]): string | undefined {
  return texts.flatMap((text) => text?.trim() || []).join(' ') || undefined;
}

/** Throws when the last day is before the first. */
export function checkDates({
  start_date: from,
  end_date: to,
}: {
  start_date?: string;
  end_date?: string;
}): void {
  if (from && to && from > to) throw invalid('start_date', 'a date that is not after end_date');
}

const PLACES: Readonly<Record<string, string>> = {
  'filter.username': 'username',
  'filter.accountId': 'account_id',
  'filter.hashtags': 'hashtag',
  'filter.mentions': 'mention',
  'filter.threadId': 'thread_id',
};

/** A parameter's name for what the graph calls otherwise. */
export function placeOf(argument: string): string {
  return PLACES[argument] ?? argument.replace(/^filter\./, '');
}
