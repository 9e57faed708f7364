import { Type } from 'typebox';
import type { Dialect } from '../../engine/dialect.ts';
import { type ProblemCode, STATUS } from '../../engine/problem.ts';
import { addAccount, listAccounts, unfollowAccount } from './routes/accounts.ts';
import { listAiPosts, searchAiPosts } from './routes/ai-posts.ts';
import { listPostsForGpt } from './routes/gpt-posts.ts';
import { listPosts } from './routes/list-posts.ts';
import { getPost, getPostForGpt, getTweet } from './routes/one-post.ts';

const CODES: Readonly<Record<ProblemCode, string>> = {
  UNKNOWN_ROUTE: 'not_found',
  METHOD_NOT_ALLOWED: 'validation_error',
  URI_TOO_LONG: 'validation_error',
  BODY_TOO_LARGE: 'validation_error',
  UNSUPPORTED_MEDIA_TYPE: 'validation_error',
  MALFORMED_BODY: 'validation_error',
  MISSING_KEY: 'auth_error',
  INVALID_KEY: 'auth_error',
  FORBIDDEN_SCOPE: 'permission_error',
  PLAN_REQUIRED: 'permission_error',
  PAYMENT_REQUIRED: 'permission_error',
  QUOTA_EXCEEDED: 'rate_limit_exceeded',
  RATE_LIMITED: 'rate_limit_exceeded',
  MISSING_PARAMETER: 'validation_error',
  INVALID_PARAMETER: 'validation_error',
  NOT_FOUND: 'not_found',
  CONFLICT: 'validation_error',
  UPSTREAM_FAILED: 'server_error',
  UPSTREAM_TIMEOUT: 'server_error',
  INTERNAL: 'server_error',
};

/** XTracker: posts of the accounts of X that a workspace follows. */
export const xtracker: Dialect = {
  name: 'xtracker',
  title: 'XTracker API',
  description: 'API to retrieve and filter X (Twitter) posts from accounts you follow',
  hosts: ['xtrackerapi.com'],
  prefix: '/api',
  outside: ['/api/oauth', '/api/profile', '/schema', '/.well-known'],
  credentials: ['x-api-key', 'bearer', 'api_key'],
  policy: 'xtracker:api',
  // No other document knows OAuth or a key in the address; and a key that opens this product alone is meant for it.
  claims: ({ place, isToken, products }, rival) =>
    isToken || place === 'api_key' || (products.includes('xtracker') && !products.includes(rival)),
  headers: (budget) => ({
    'x-ratelimit-limit': String(budget.limit),
    'x-ratelimit-remaining': String(budget.remaining),
    'x-ratelimit-reset': String(Math.ceil(budget.resetsAt.getTime() / 1_000)),
  }),
  fail(problem) {
    const code = CODES[problem.code];
    const status = code === 'server_error' ? 500 : STATUS[problem.code];
    const error = problem.code === 'INVALID_KEY' ? 'Invalid API key' : problem.message;
    return { status, body: { success: false, error, code } };
  },
  errorSchema: Type.Object({
    success: Type.Boolean({ default: false }),
    error: Type.String({ description: 'What went wrong, for a person.' }),
    code: Type.String({ description: 'The kind of error, in snake_case.' }),
  }),
  routes: [
    listAccounts,
    addAccount,
    unfollowAccount,
    listPosts,
    getPost,
    getTweet,
    getPostForGpt,
    listPostsForGpt,
    listAiPosts,
    searchAiPosts,
  ],
};
