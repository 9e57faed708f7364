const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** The form of a time since which to read, for messages about another one. */
export const SINCE_FORM = 'a duration such as 30m, 24h or 7d, or a time such as 2026-05-04T09:00:00Z';

/** Returns the time that `24h` ago, or an ISO 8601 time, means now; null for any other text. */
export function readSince(text: string, now: Date): Date | null {
  const [, amount, unit] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  if (amount && unit) return new Date(now.getTime() - Number(amount) * UNITS[unit]!);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text)) return null;
  const time = Date.parse(text);
  return Number.isNaN(time) ? null : new Date(time);
}
