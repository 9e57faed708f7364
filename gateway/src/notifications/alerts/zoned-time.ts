/** A time of a time zone, as a clock on its wall shows it. */
export interface ZonedTime {
  readonly year: number;
  /** From 1 to 12. */
  readonly month: number;
  readonly day: number;
  /** Minutes after midnight. */
  readonly minute: number;
  /** From 1 for Monday to 7. */
  readonly weekday: number;
}

const MINUTE = 60_000;
const DAYS = 7;

const formats = new Map<string, Intl.DateTimeFormat>();

/** Whether a text is the name of a time zone, such as `Europe/Berlin`. */
export function isTimeZone(text: string): boolean {
  // Some versions of ICU also accept offsets, which have no daylight-saving time.
  if (!/^[a-z]/i.test(text)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}

/** Returns the time in a time zone. */
export function zonedTime(at: Date, timeZone: string): ZonedTime {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const number = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type));
  const [year, month, day] = [number('year'), number('month'), number('day')];
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay() || DAYS;
  return { year, month, day, minute: number('hour') * 60 + number('minute'), weekday };
}

/**
 * Returns when the clock of a time zone shows a time. A time that daylight-saving time skips is
 * moved forward by the length of the gap; of a time that it repeats, the first is returned.
 */
export function instantOf({ year, month, day, minute }: Omit<ZonedTime, 'weekday'>, timeZone: string): Date {
  const wall = Date.UTC(year, month - 1, day, 0, minute);
  // The offsets before and after a change nearby; both are the same on most days.
  const before = wall - offsetAt(wall - 24 * 60 * MINUTE, timeZone);
  const after = wall - offsetAt(wall + 24 * 60 * MINUTE, timeZone);
  const shows = (instant: number) => instant + offsetAt(instant, timeZone) === wall;
  return new Date([before, after].toSorted((one, other) => one - other).find(shows) ?? before);
}

/** Returns what the clock is ahead of UTC, in milliseconds. */
function offsetAt(instant: number, timeZone: string): number {
  const whole = Math.floor(instant / MINUTE) * MINUTE;
  const { year, month, day, minute } = zonedTime(new Date(whole), timeZone);
  return Date.UTC(year, month - 1, day, 0, minute) - whole;
}

/** Returns the format of a time zone; creating one takes longer than using it. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  formats.set(timeZone, format);
  return format;
}
