/** A series of a chart: a value for each day, null for a day without one. */
export interface Series {
  readonly name: string;
  readonly values: readonly (number | null)[];
}

/** Something that happened on a day, to which a change may be due. */
export interface Marker {
  readonly day: string;
  readonly kind: 'spike' | 'post';
  readonly text: string;
}

/** How the series are drawn: each as a line, as bars, or as areas on top of each other. */
export type ChartKind = 'lines' | 'bars' | 'stacked';

const DAY_MS = 24 * 60 * 60 * 1_000;

/** Lists the days from one to another, both inclusive, in UTC. */
export function daysBetween(from: string, to: string): string[] {
  const [start, end] = [Date.parse(from), Date.parse(to)];
  const length = Math.max(Math.round((end - start) / DAY_MS) + 1, 0);
  return Array.from({ length }, (_, index) => dayOf(start + index * DAY_MS));
}

/** Returns the day of a time in UTC, as `2026-03-31`. */
export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** Returns the day that is some days before now, in UTC. */
export function daysAgo(days: number): string {
  return dayOf(Date.now() - days * DAY_MS);
}

/** Returns the day that is some days before another. */
export function daysBefore(day: string, days: number): string {
  return dayOf(Date.parse(day) - days * DAY_MS);
}

/** Adds the values of the series before it to each series; a day that one lacks stays empty. */
export function stack(series: readonly Series[]): Series[] {
  let below: readonly (number | null)[] | null = null;
  return series.map(({ name, values }) => {
    const base = below;
    below = values.map((value, day) => {
      const under = base ? base[day]! : 0;
      return value === null || under === null ? null : value + under;
    });
    return { name, values: below };
  });
}
