/** A day in milliseconds; in UTC, which has no daylight saving, every day has this length. */
export const DAY = 86_400_000;
