import type { Headers } from 'undici';

/** Longest that a vendor's own headers can make us wait, in milliseconds. */
const LONGEST_PAUSE = 60 * 60 * 1_000;
/** How long to leave a vendor alone that refuses without saying until when. */
const UNTOLD_PAUSE = 5_000;

const REMAINING = ['x-rate-limit-remaining', 'x-ratelimit-remaining', 'ratelimit-remaining'];
const RESET = ['x-rate-limit-reset', 'x-ratelimit-reset', 'ratelimit-reset'];

/**
 * How many milliseconds the vendor wants to be left alone, 0 for not at all: by `Retry-After` (seconds or a date),
 * whatever was answered, or by its rate headers once nothing remains. A reset is written as Unix seconds (X), as seconds
 * from now (Reddit, RapidAPI) or as a time (Mastodon).
 */
export function pauseOf(refused: boolean, headers: Headers, now: number): number {
  const told = headers.get('retry-after');
  const used = refused || told !== null || first(headers, REMAINING) === '0';
  if (!used) return 0;
  const until = moment(told ?? first(headers, RESET), now);
  if (until === null) return refused ? UNTOLD_PAUSE : 0;
  return Math.min(Math.max(until - now, 0), LONGEST_PAUSE);
}

function first(headers: Headers, names: readonly string[]): string | null {
  return names.map((name) => headers.get(name)).find((value) => value !== null) ?? null;
}

/** Unix seconds are told from seconds to wait by their size: nobody waits ten years. */
function moment(text: string | null, now: number): number | null {
  if (text === null || text.trim() === '') return null;
  const number = Number(text);
  if (Number.isFinite(number)) return number > 315_576_000 ? number * 1_000 : now + number * 1_000;
  const time = Date.parse(text);
  return Number.isNaN(time) ? null : time;
}
