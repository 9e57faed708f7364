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
const absolute = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });

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
    <time dateTime={at} title={absolute.format(new Date(at))} className="whitespace-nowrap">
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
