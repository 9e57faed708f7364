// Days of the calendar are those of the person's time zone, as texts of the form `2026-03-31`.

/** Returns the day of a time. */
export function localDay(time: Date): string {
  const parts = [time.getFullYear(), time.getMonth() + 1, time.getDate()];
  return parts.map((part) => String(part).padStart(2, '0')).join('-');
}

/** Returns midnight at the beginning of a day. */
export function startOf(day: string): Date {
  return new Date(`${day}T00:00:00`);
}

/** Returns the day that is some days later; earlier if negative. */
export function shiftDay(day: string, days: number): string {
  const time = startOf(day);
  time.setDate(time.getDate() + days);
  return localDay(time);
}

/** Lists the days of the week of a day, or of all weeks of its month; weeks begin on Monday. */
export function shownDays(day: string, view: 'month' | 'week'): string[] {
  const first = view === 'week' ? day : `${day.slice(0, 8)}01`;
  const monday = shiftDay(first, -((startOf(first).getDay() + 6) % 7));
  if (view === 'week') return daysFrom(monday, 7);
  const sixWeeks = daysFrom(monday, 42);
  return sixWeeks[35]!.slice(0, 7) === day.slice(0, 7) ? sixWeeks : sixWeeks.slice(0, 35);
}

/** Returns a day of the month or week before or after that of a day. */
export function shiftView(day: string, view: 'month' | 'week', direction: 1 | -1): string {
  if (view === 'week') return shiftDay(day, 7 * direction);
  const time = startOf(`${day.slice(0, 8)}01`);
  time.setMonth(time.getMonth() + direction);
  return localDay(time);
}

/** Returns the time of the clock of `time` on another day. */
export function moveToDay(time: Date, day: string): Date {
  const moved = startOf(day);
  moved.setHours(time.getHours(), time.getMinutes(), 0, 0);
  return moved;
}

/** Returns a time as the value of a field for a local date and time. */
export function localInput(time: Date): string {
  const clock = [time.getHours(), time.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':');
  return `${localDay(time)}T${clock}`;
}

function daysFrom(first: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => shiftDay(first, index));
}
