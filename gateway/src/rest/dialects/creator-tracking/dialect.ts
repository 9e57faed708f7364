import { Type } from 'typebox';
import type { Dialect } from '../../engine/dialect.ts';
import { type Problem, type ProblemCode, STATUS } from '../../engine/problem.ts';
import { channelVideos } from './routes/channel-videos.ts';
import { email } from './routes/email.ts';
import { medianViews } from './routes/median-views.ts';
import { ping } from './routes/ping.ts';
import { platforms } from './routes/platforms.ts';
import { postStats } from './routes/post-stats.ts';
import { profile } from './routes/profile.ts';

/** Documented messages, independent of the cause. */
const MESSAGES: Partial<Record<ProblemCode, string>> = {
  MISSING_KEY: 'Unauthorized — missing or invalid API key',
  INVALID_KEY: 'Unauthorized — missing or invalid API key',
  PAYMENT_REQUIRED: 'Insufficient balance — add funds at /billing',
  RATE_LIMITED: 'Rate limit exceeded — wait and retry',
  UPSTREAM_TIMEOUT: 'Upstream provider error — all data sources failed',
  INTERNAL: 'Internal server error',
};

/** Creator Tracking: statistics of creators and their posts. */
export const creatorTracking: Dialect = {
  name: 'creator-tracking',
  title: 'Creator Tracking',
  description: 'Social media analytics: statistics of posts, profiles and channels.',
  hosts: ['creatortracking.com', 'www.creatortracking.com'],
  outside: ['/billing'],
  credentials: ['bearer', 'x-api-key'],
  policy: 'creator-tracking:api',
  headers: (budget) => ({
    'x-ratelimit-limit': String(budget.limit),
    'x-ratelimit-remaining': String(budget.remaining),
  }),
  fail: (problem) => ({ status: statusOf(problem), body: { ok: false, error: messageOf(problem) } }),
  errorSchema: Type.Object({
    ok: Type.Literal(false),
    error: Type.String({ description: 'Description of what went wrong.' }),
  }),
  routes: [postStats, profile, channelVideos, medianViews, email, platforms, ping],
};

/** The documentation has no 504, so a timeout is reported as an upstream failure. */
function statusOf({ code }: Problem): number {
  return code === 'UPSTREAM_TIMEOUT' ? STATUS.UPSTREAM_FAILED : STATUS[code];
}

function messageOf({ code, message }: Problem): string {
  const documented = MESSAGES[code] ?? message;
  return STATUS[code] === 400 ? `Bad request — ${documented}` : documented;
}
