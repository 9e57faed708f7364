import { useSyncExternalStore } from 'react';

const MINUTE = 60_000;
const UNITS: readonly [Intl.RelativeTimeFormatUnit, milliseconds: number][] = [
  ['year', 365 * 24 * 60 * MINUTE],
  ['month', 30 * 24 * 60 * MINUTE],
  ['day', 24 * 60 * MINUTE],
  ['hour', 60 * MINUTE],
  ['minute', MINUTE],
];

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'always', style: 'short' });
const absolute = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short' });
const days = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });
const shortDays = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });

/** Formats a time in the reader's zone: "31 Mar 2026, 09:30". */
export function formatTime(time: Date): string {
  return absolute.format(time);
}

/** Formats the time of day in the reader's zone: "09:30". */
export function formatClock(time: Date): string {
  return clock.format(time);
}

/** Formats a day such as `2026-03-31`: "31 Mar 2026". */
export function formatDay(day: string): string {
  return days.format(new Date(`${day}T00:00:00Z`));
}

/** Formats a day without its year: "31 Mar". */
export function formatShortDay(day: string): string {
  return shortDays.format(new Date(`${day}T00:00:00Z`));
}

/** Formats a time relative to now: "3 hr. ago". */
export function formatAgo(time: number, now: number): string {
  const distance = time - now;
  const found = UNITS.find(([, milliseconds]) => Math.abs(distance) >= milliseconds);
  return found ? relative.format(Math.trunc(distance / found[1]), found[0]) : 'now';
}

/** A time relative to now, with the absolute time in the reader's zone as its tooltip. */
export function Time({ at }: { at: string }) {
  const now = useMinute();
  return (
    <time dateTime={at} title={formatTime(new Date(at))} className="whitespace-nowrap">
      {formatAgo(Date.parse(at), now)}
    </time>
  );
}

/** Returns the current time, which changes every minute. */
function useMinute(): number {
  return useSyncExternalStore(subscribe, currentMinute);
}

const currentMinute = () => Math.ceil(Date.now() / MINUTE) * MINUTE;

function subscribe(notify: () => void): () => void {
  const timer = setInterval(notify, MINUTE);
  return () => clearInterval(timer);
}
