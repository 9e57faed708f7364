import type { Headers } from 'undici';

/**
 * Longest that a vendor's own headers can make us wait, in milliseconds: the longest windows are
 * days.
 */
const LONGEST_PAUSE = 25 * 60 * 60 * 1_000;
/** How long to leave a vendor alone that refuses without saying until when. */
const UNTOLD_PAUSE = 5_000;

/** One rate limit of a response: what is left of it, and when it is full again. */
interface Window {
  /** Null where the vendor names only the reset. */
  readonly remaining: number | null;
  readonly resetsAt: number;
}

/**
 * How many milliseconds the vendor wants to be left alone, 0 for not at all. A vendor may limit
 * several windows at once (X: 15 minutes, and 24 hours of the user and of the application): what
 * counts is the latest reset among those that have nothing left, and `Retry-After` where that is
 * later still.
 */
export function pauseOf(refused: boolean, headers: Headers, now: number): number {
  const used = windowsOf(headers, now).filter(({ remaining }) =>
    remaining === null ? refused : remaining <= 0,
  );
  const told = moment(headers.get('retry-after'), now);
  const until = Math.max(...used.map(({ resetsAt }) => resetsAt), told ?? Number.NEGATIVE_INFINITY);
  if (until === Number.NEGATIVE_INFINITY) return refused ? UNTOLD_PAUSE : 0;
  return Math.min(Math.max(until - now, refused ? 1 : 0), LONGEST_PAUSE);
}

/**
 * Every window of a response. Vendors name them `x-rate-limit-reset` (X, Mastodon),
 * `x-ratelimit-reset` (Reddit), `ratelimit-reset` (Bluesky), `x-user-limit-24hour-reset` (X),
 * `x-ratelimit-requests-reset` (RapidAPI) or `x-ratelimit-reset-tokens` (OpenAI): the header of
 * what remains differs in that one word.
 */
function windowsOf(headers: Headers, now: number): Window[] {
  const found: Window[] = [];
  for (const [name, value] of headers) {
    if (!/limit/.test(name) || !/-reset(-|$)/.test(name)) continue;
    const resetsAt = moment(value, now);
    if (resetsAt === null) continue;
    const remaining = headers.get(name.replace('-reset', '-remaining').replace(/-after$/, ''));
    found.push({ remaining: remaining === null ? null : Number(remaining), resetsAt });
  }
  return [...found, ...standardWindows(headers, now)];
}

/** `RateLimit: "burst";r=0;t=30, "daily";r=12;t=3600`, as the IETF draft has it since 2024. */
function standardWindows(headers: Headers, now: number): Window[] {
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
 * A reset is written as Unix seconds (X), seconds from now (Reddit, RapidAPI), a duration such as
 * `6m0s` (OpenAI), or a time (Mastodon). Unix seconds are distinguished by their size: nobody waits
 * ten years.
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

const UNITS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };

function durationOf(text: string): number | null {
  if (!/^(\d+(\.\d+)?(ms|[dhms]))+$/.test(text)) return null;
  return [...text.matchAll(/(\d+(?:\.\d+)?)(ms|[dhms])/g)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * UNITS[unit!]!,
    0,
  );
}
