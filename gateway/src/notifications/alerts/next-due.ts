import type { AlertSchedule } from '../data/tables.ts';
import { instantOf, type ZonedTime, zonedTime } from './zoned-time.ts';

const MINUTE = 60_000;
const MINUTES_OF_HOUR = 60;
const DAYS_OF_WEEK = 7;

/** How long a rule waits after a message before the next, so that a flood is one message. */
const LEAST_INTERVAL = MINUTE;

/** Returns when a rule reports an event that matches now. */
export function nextDue(schedule: AlertSchedule, now: Date, lastSentAt: Date | null): Date {
  const rested = Math.max(now.getTime(), (lastSentAt?.getTime() ?? 0) + LEAST_INTERVAL);
  const due = schedule.frequency === 'immediately' ? new Date(rested) : digestAfter(schedule, now);
  return afterQuietHours(schedule, due);
}

/** Returns the time of the next digest. */
function digestAfter({ frequency, at, weekday, timeZone }: AlertSchedule, now: Date): Date {
  const local = zonedTime(now, timeZone);
  if (frequency === 'hourly') {
    const left = MINUTES_OF_HOUR - (local.minute % MINUTES_OF_HOUR);
    return new Date((Math.floor(now.getTime() / MINUTE) + left) * MINUTE);
  }
  const onDay = (days: number) => instantOf({ ...daysAfter(local, days), minute: at }, timeZone);
  const first = frequency === 'daily' ? 0 : (weekday - local.weekday + DAYS_OF_WEEK) % DAYS_OF_WEEK;
  const today = onDay(first);
  return today > now ? today : onDay(first + (frequency === 'daily' ? 1 : DAYS_OF_WEEK));
}

/** Moves a time within quiet hours to their end. */
function afterQuietHours({ quiet, timeZone }: AlertSchedule, due: Date): Date {
  if (!quiet) return due;
  const local = zonedTime(due, timeZone);
  const { from, to } = quiet;
  const isOverMidnight = from > to;
  const isQuiet = isOverMidnight
    ? local.minute >= from || local.minute < to
    : local.minute >= from && local.minute < to;
  if (!isQuiet) return due;
  const endsTomorrow = isOverMidnight && local.minute >= from;
  return instantOf({ ...daysAfter(local, endsTomorrow ? 1 : 0), minute: to }, timeZone);
}

function daysAfter({ year, month, day }: ZonedTime, days: number) {
  const date = new Date(Date.UTC(year, month - 1, day + days));
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}
