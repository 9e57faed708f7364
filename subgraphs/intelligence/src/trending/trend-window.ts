import { DAY } from '@tributary/kit';

/** Length of the time in which topics trend. */
export type WindowName = 'hour' | 'day' | 'week';

/** A window of time, its end excluded. */
export interface TrendWindow {
  readonly name: WindowName;
  readonly from: Date;
  readonly to: Date;
}

const HOUR = DAY / 24;
const WEEK = 7 * DAY;

/** Names with their letters in topic ids. */
const LETTERS: Readonly<Record<string, WindowName>> = { h: 'hour', d: 'day', w: 'week' };

/**
 * Returns the window that contains a time: its hour, its day in UTC, or the seven days that end
 * with that day.
 */
export function windowOf(name: WindowName, at: Date): TrendWindow {
  const unit = name === 'hour' ? HOUR : DAY;
  const begin = Math.floor(at.getTime() / unit) * unit;
  const to = new Date(begin + unit);
  return { name, from: new Date(name === 'week' ? to.getTime() - WEEK : begin), to };
}

/** Returns the last complete window before a time. */
export function lastWindow(name: WindowName, now: Date): TrendWindow {
  return windowOf(name, new Date(now.getTime() - (name === 'hour' ? HOUR : DAY)));
}

/** Returns a window as part of an id: its letter and the hour of its end. */
export function windowKey({ name, to }: TrendWindow): string {
  return `${name[0]}${to.getTime() / HOUR}`;
}

/** Returns the window of {@link windowKey}; null for any other text. */
export function readWindowKey(key: string): TrendWindow | null {
  const [, letter, hours] = /^([hdw])(\d{1,9})$/.exec(key) ?? [];
  return letter ? windowOf(LETTERS[letter]!, new Date(Number(hours) * HOUR - 1)) : null;
}
