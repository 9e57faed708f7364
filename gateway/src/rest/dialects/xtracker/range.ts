import { DAY, readDateTime } from '../../engine/documented-times.ts';
import { invalid } from '../../engine/input.ts';

/** `start_date` and `end_date`: each is a day, or a time with its time zone. */
export interface DateRange {
  readonly start_date?: string | undefined;
  readonly end_date?: string | undefined;
}

/** Parameters that set the members of {@link rangeBetween}. */
export const RANGE_PARAMETERS = {
  from: ['start_date'],
  since: ['start_date'],
  to: ['end_date'],
  before: ['end_date'],
} as const;

/** Returns the range as members of a filter: days include the last day, times exclude the end. */
export function rangeBetween({
  start_date: start,
  end_date: end,
}: DateRange): Record<string, string | undefined> {
  return {
    ...(isTime(start) ? { since: start } : { from: start }),
    ...(isTime(end) ? { before: end } : { to: end }),
  };
}

/** Throws INVALID_PARAMETER if the range ends before it begins. */
export function checkRange({ start_date: start, end_date: end }: DateRange): void {
  if (!start || !end) return;
  const [first, last] = [start, end].map((text) => readDateTime(text) ?? new Date(`${text}T00:00:00Z`));
  // A last day is included, so a time on that day is before its end.
  const ends = last!.getTime() + (isTime(end) ? 0 : DAY);
  if (first!.getTime() >= ends) throw invalid('start_date', 'a date or time that is not after end_date');
}

function isTime(text: string | undefined): boolean {
  return text !== undefined && text.length > 'YYYY-MM-DD'.length;
}
