/** Parses a date; returns null for invalid text. */
export type DateReader = (text: string) => Date | null;

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const ISO =
  /^\s*(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})(?:[T ](?<hour>\d{2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:[.,](?<fraction>\d{1,9}))?)? ?(?<zone>Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?\s*$/i;

/**
 * Seconds from 1973 to 5138 have 9 to 11 digits, milliseconds 12 to 14; shorter numbers are counts
 * or years, not times.
 */
const UNIX_SECONDS = /^\d{9,11}(\.\d+)?$/;
const UNIX_MILLISECONDS = /^\d{12,14}$/;

/**
 * Parses ISO 8601, with or without time and zone (default UTC), and Unix seconds or milliseconds.
 */
export function readStandardDate(text: string): Date | null {
  const groups = ISO.exec(text)?.groups;
  if (groups) return dateOf(groups);
  const trimmed = text.trim();
  if (UNIX_SECONDS.test(trimmed)) return new Date(Math.round(Number(trimmed) * 1000));
  return UNIX_MILLISECONDS.test(trimmed) ? new Date(Number(trimmed)) : null;
}

/**
 * Creates a date from its parts as text: year or shortYear, month or monthName, day, hour with half
 * (am, pm), minute, second, fraction of a second, zone. Returns null for a nonexistent day or time,
 * such as February 30 or 25:00.
 */
export function dateOf(parts: Readonly<Record<string, string | undefined>>): Date | null {
  const year = parts.year === undefined ? fullYear(parts.shortYear ?? '') : Number(parts.year);
  const month = parts.monthName === undefined ? Number(parts.month ?? 1) : monthOf(parts.monthName);
  const day = Number(parts.day ?? 1);
  const hour = hourOf(Number(parts.hour ?? 0), parts.half);
  const minute = Number(parts.minute ?? 0);
  const second = Number(parts.second ?? 0);
  const offset = offsetOf(parts.zone);
  // Date.UTC reads years below 100 as 19xx, and carries over excess days and hours instead of
  // rejecting them.
  if (year < 1000 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return null;
  if (hour < 0 || hour > 23 || minute > 59 || second > 59 || Number.isNaN(offset)) return null;
  const milliseconds = parts.fraction === undefined ? 0 : Math.trunc(Number(`0.${parts.fraction}`) * 1000);
  return new Date(Date.UTC(year, month - 1, day, hour, minute - offset, second, milliseconds));
}

function fullYear(text: string): number {
  return Number(text) + (Number(text) > 68 ? 1900 : 2000);
}

function monthOf(name: string): number {
  return MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Converts to a 24-hour hour; -1 if an am or pm hour is not 1 to 12. */
function hourOf(hour: number, half: string | undefined): number {
  if (half === undefined) return hour;
  if (hour < 1 || hour > 12) return -1;
  return (hour % 12) + (/^p/i.test(half) ? 12 : 0);
}

/** Returns minutes east of UTC; NaN for an invalid zone. */
function offsetOf(zone: string | undefined): number {
  if (zone === undefined || !/^[+-]/.test(zone)) return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(':', '') || 0);
  if (hours > 18 || minutes > 59) return Number.NaN;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}
