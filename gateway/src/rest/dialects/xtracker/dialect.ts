import { Type } from 'typebox';
import type { Dialect } from '../../engine/dialect.ts';
import { type ProblemCode, STATUS } from '../../engine/problem.ts';
import { accountSchema } from './account.ts';
import { hashtagSchema, mentionSchema, postSchema } from './post.ts';
import { followAccount } from './routes/follow-account.ts';
import { getAiPosts } from './routes/get-ai-posts.ts';
import { getPost } from './routes/get-post.ts';
import { getPostForGpt } from './routes/get-post-for-gpt.ts';
import { getProfile } from './routes/get-profile.ts';
import { listAccounts } from './routes/list-accounts.ts';
import { listPosts } from './routes/list-posts.ts';
import { listPostsForGpt } from './routes/list-posts-for-gpt.ts';
import { sendAiPosts } from './routes/send-ai-posts.ts';
import { unfollowAccount } from './routes/unfollow-account.ts';

/** Error codes derived from the document's example (`auth_error`), in the same form. */
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
  MODEL_REQUIRED: 'server_error',
  RATE_LIMITED: 'rate_limit_exceeded',
  CONCURRENCY_LIMITED: 'rate_limit_exceeded',
  MISSING_PARAMETER: 'validation_error',
  INVALID_PARAMETER: 'validation_error',
  NOT_FOUND: 'not_found',
  CONFLICT: 'validation_error',
  UPSTREAM_FAILED: 'server_error',
  UPSTREAM_TIMEOUT: 'server_error',
  OVERLOADED: 'server_error',
  UNAVAILABLE: 'server_error',
  INTERNAL: 'server_error',
};

/** Messages from the document. */
const MESSAGES: Partial<Record<ProblemCode, string>> = {
  MISSING_KEY: 'API key is missing',
  INVALID_KEY: 'Invalid API key',
};

/** XTracker: posts of followed X accounts. */
export const xtracker: Dialect = {
  name: 'xtracker',
  title: 'XTracker API',
  description: 'API to retrieve and filter X (Twitter) posts from accounts you follow',
  hosts: ['xtrackerapi.com', 'www.xtrackerapi.com'],
  alias: '/api',
  outside: ['/api/oauth', '/schema', '/.well-known'],
  // Only this document supports OAuth and a key in the URL. A key for this product but not for the
  // other is meant for it too.
  accepts: ({ place, isToken, products }, rival) =>
    isToken || place === 'api_key' || (products.includes('xtracker') && !products.includes(rival)),
  credentials: ['x-api-key', 'api_key', 'bearer'],
  policy: 'xtracker:api',
  headers: (budget) => ({
    'x-ratelimit-limit': String(budget.limit),
    'x-ratelimit-remaining': String(budget.remaining),
    'x-ratelimit-reset': String(budget.resetsAt.getTime() / 1_000),
  }),
  fail({ code, message }) {
    const documented = CODES[code];
    const status = documented === 'server_error' && STATUS[code] !== 503 ? 500 : STATUS[code];
    return { status, body: { success: false, error: MESSAGES[code] ?? message, code: documented } };
  },
  schemas: { Account: accountSchema, Post: postSchema, Hashtag: hashtagSchema, Mention: mentionSchema },
  errorSchema: Type.Object({
    success: Type.Literal(false),
    error: Type.String({ description: 'Human-readable description of the error.' }),
    code: Type.String({ enum: [...new Set(Object.values(CODES))], description: 'Error code.' }),
  }),
  routes: [
    listAccounts,
    followAccount,
    unfollowAccount,
    listPosts,
    getPostForGpt,
    listPostsForGpt,
    getAiPosts,
    sendAiPosts,
    getPost,
    getProfile,
  ],
};
