import pg from 'pg';

// Every row of a list has a time. JavaScript's and pg's functions take about 600 ns each; these
// take a third of that.

const PAIRS = Array.from({ length: 100 }, (_, number) => String(number).padStart(2, '0'));

/** Formats a time like `Date.toISOString`; throws a RangeError if it is invalid. */
export function isoText(time: Date): string {
  const year = time.getUTCFullYear();
  // Years outside this range have a sign and six digits.
  if (!(year >= 1_000 && year <= 9_999)) return time.toISOString();
  const milliseconds = time.getUTCMilliseconds();
  const day = `${year}-${PAIRS[time.getUTCMonth() + 1]}-${PAIRS[time.getUTCDate()]}`;
  const minute = `${PAIRS[time.getUTCHours()]}:${PAIRS[time.getUTCMinutes()]}`;
  const fraction = `${Math.floor(milliseconds / 100)}${PAIRS[milliseconds % 100]}`;
  return `${day}T${minute}:${PAIRS[time.getUTCSeconds()]}.${fraction}Z`;
}

const other = pg.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ);

/** A timestamptz in UTC as PostgreSQL prints it: `2026-04-03 14:22:00.123456+00`. */
const UTC = /^[1-9]\d{3}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?\+00$/;

/**
 * Parses a timestamptz. Other forms, such as those of a database with another time zone, are left
 * to pg.
 */
export function readTimestamptz(text: string): unknown {
  if (!UTC.test(text)) return other(text);
  const milliseconds = text[19] === '.' ? Number(text.slice(20, -3).padEnd(3, '0').slice(0, 3)) : 0;
  const [year, month] = [pair(text, 0) * 100 + pair(text, 2), pair(text, 5) - 1];
  const [hour, minute, second] = [pair(text, 11), pair(text, 14), pair(text, 17)];
  return new Date(Date.UTC(year, month, pair(text, 8), hour, minute, second, milliseconds));
}

function pair(text: string, at: number): number {
  return (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48;
}
