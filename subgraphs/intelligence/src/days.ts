import { DAY } from '@tributary/kit';

// Days are texts of the form `YYYY-MM-DD`, in UTC.

/** Returns the day of a time. */
export function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}

/** Returns the day `days` later; earlier if negative. */
export function addDays(day: string, days: number): string {
  return dayOf(new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY));
}

/** Lists the days from one to another, both inclusive; none if `to` is earlier. */
export function daysFrom(from: string, to: string): string[] {
  const count = Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY) + 1;
  return Array.from({ length: Math.max(count, 0) }, (_, index) => addDays(from, index));
}
