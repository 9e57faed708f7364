import type { Headers } from 'undici';
import { DAY } from '../core/durations.ts';

/**
 * Longest pause that a vendor's headers can cause, in milliseconds. The longest known windows last
 * a day.
 */
const LONGEST_PAUSE = 25 * 60 * 60 * 1_000;
/** Pause after a rate-limit rejection that does not state when to retry, in milliseconds. */
const DEFAULT_PAUSE = 5_000;

/** One rate limit window of a response: its remaining requests and its reset. */
export interface RateWindow {
  /** Null if the vendor sends only the reset. */
  readonly remaining: number | null;
  /** Milliseconds of Unix time. */
  readonly resetsAt: number;
}

/**
 * Returns for how many milliseconds to pause requests to the vendor; 0 for no pause. A vendor may
 * have several windows at once (X: 15 minutes, and 24 hours per user and per application): the
 * latest reset among the exhausted windows counts, and `Retry-After` if it is later still.
 */
export function pauseOf(refused: boolean, headers: Headers, now: number): number {
  const used = rateWindows(headers, now).filter(({ remaining }) =>
    remaining === null ? refused : remaining <= 0,
  );
  const retryAt = moment(headers.get('retry-after'), now);
  const until = Math.max(...used.map(({ resetsAt }) => resetsAt), retryAt ?? Number.NEGATIVE_INFINITY);
  if (until === Number.NEGATIVE_INFINITY) return refused ? DEFAULT_PAUSE : 0;
  return Math.min(Math.max(until - now, refused ? 1 : 0), LONGEST_PAUSE);
}

/**
 * Lists the rate limit windows of a response. Vendors name them `x-rate-limit-reset` (X, Mastodon),
 * `x-ratelimit-reset` (Reddit), `ratelimit-reset` (Bluesky), `x-user-limit-24hour-reset` (X),
 * `x-ratelimit-requests-reset` (RapidAPI) or `x-ratelimit-reset-tokens` (OpenAI); the header of the
 * remaining requests differs in that one word.
 */
export function rateWindows(headers: Headers, now: number): RateWindow[] {
  const found: RateWindow[] = [];
  for (const [name, value] of headers) {
    if (!/limit/.test(name) || !/-reset(-|$)/.test(name)) continue;
    const resetsAt = moment(value, now);
    if (resetsAt === null) continue;
    const remaining = headers.get(name.replace('-reset', '-remaining').replace(/-after$/, ''));
    found.push({ remaining: remaining === null ? null : Number(remaining), resetsAt });
  }
  return [...found, ...standardWindows(headers, now)];
}

/**
 * Parses `RateLimit: "burst";r=0;t=30, "daily";r=12;t=3600`, the syntax of the IETF draft since
 * 2024.
 */
function standardWindows(headers: Headers, now: number): RateWindow[] {
  const items = headers.get('ratelimit')?.split(',') ?? [];
  return items.flatMap((item) => {
    const [, remaining] = /;\s*r=(\d+)/.exec(item) ?? [];
    const [, seconds] = /;\s*t=(\d+)/.exec(item) ?? [];
    return remaining && seconds
      ? [{ remaining: Number(remaining), resetsAt: now + Number(seconds) * 1_000 }]
      : [];
  });
}

/**
 * Parses a reset: Unix seconds (X), seconds from now (Reddit, RapidAPI), a duration such as `6m0s`
 * (OpenAI), or a time (Mastodon). Unix seconds are recognised by their size, as no window lasts ten
 * years.
 */
function moment(text: string | null, now: number): number | null {
  if (text === null || text.trim() === '') return null;
  const number = Number(text);
  if (Number.isFinite(number)) return number > 315_576_000 ? number * 1_000 : now + number * 1_000;
  const duration = durationOf(text.trim());
  if (duration !== null) return now + duration;
  const time = Date.parse(text);
  return Number.isNaN(time) ? null : time;
}

const UNITS: Readonly<Record<string, number>> = { d: DAY, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };

function durationOf(text: string): number | null {
  if (!/^(\d+(\.\d+)?(ms|[dhms]))+$/.test(text)) return null;
  return [...text.matchAll(/(\d+(?:\.\d+)?)(ms|[dhms])/g)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * UNITS[unit!]!,
    0,
  );
}
