import { Type } from 'typebox';
import type { Dialect } from '../../engine/dialect.ts';
import { type ProblemCode, STATUS } from '../../engine/problem.ts';
import { composePost } from './routes/ai/compose-post.ts';
import { optimisePost } from './routes/ai/optimise-post.ts';
import { rewriteText } from './routes/ai/rewrite-text.ts';
import { suggestHashtags } from './routes/ai/suggest-hashtags.ts';
import { suggestIdeas } from './routes/ai/suggest-ideas.ts';
import { writeThread } from './routes/ai/write-thread.ts';
import { getAccountAnalytics } from './routes/insights/get-account-analytics.ts';
import { getPersona } from './routes/insights/get-persona.ts';
import { listAccounts } from './routes/insights/list-accounts.ts';
import { listTrending } from './routes/insights/list-trending.ts';
import { confirmUpload } from './routes/media/confirm-upload.ts';
import { requestUpload } from './routes/media/request-upload.ts';
import { createPost } from './routes/posts/create-post.ts';
import { deletePost } from './routes/posts/delete-post.ts';
import { getPost } from './routes/posts/get-post.ts';
import { getPostAnalytics } from './routes/posts/get-post-analytics.ts';
import { listPosts } from './routes/posts/list-posts.ts';
import { publishPost } from './routes/posts/publish-post.ts';
import { schedulePost } from './routes/posts/schedule-post.ts';
import { updatePost } from './routes/posts/update-post.ts';

/** Error codes from the document; where it defines none, our own in the same form. */
const CODES: Readonly<Record<ProblemCode, string>> = {
  UNKNOWN_ROUTE: 'not_found',
  METHOD_NOT_ALLOWED: 'method_not_allowed',
  URI_TOO_LONG: 'uri_too_long',
  BODY_TOO_LARGE: 'payload_too_large',
  UNSUPPORTED_MEDIA_TYPE: 'unsupported_media_type',
  MALFORMED_BODY: 'invalid_request',
  MISSING_KEY: 'unauthorized',
  INVALID_KEY: 'unauthorized',
  FORBIDDEN_SCOPE: 'forbidden_scope',
  PLAN_REQUIRED: 'payment_required',
  PAYMENT_REQUIRED: 'payment_required',
  QUOTA_EXCEEDED: 'quota_exceeded',
  MODEL_REQUIRED: 'model_required',
  RATE_LIMITED: 'rate_limited',
  CONCURRENCY_LIMITED: 'rate_limited',
  MISSING_PARAMETER: 'invalid_request',
  INVALID_PARAMETER: 'invalid_request',
  NOT_FOUND: 'not_found',
  CONFLICT: 'conflict',
  UPSTREAM_FAILED: 'upstream_failed',
  UPSTREAM_TIMEOUT: 'upstream_timeout',
  OVERLOADED: 'service_unavailable',
  UNAVAILABLE: 'service_unavailable',
  INTERNAL: 'internal_error',
};

/** SocialCRM: publishing posts, writing assistance, accounts and media. */
export const socialCrm: Dialect = {
  name: 'social-crm',
  title: 'SocialCRM',
  description:
    'Posts, AI help in writing them, connected accounts, persona, trends and media of one workspace. ' +
    'A POST request may have an Idempotency-Key: for 24 hours, the same key and body yield the same response.',
  hosts: ['api.socialcrm.org'],
  credentials: ['bearer', 'x-api-key'],
  policy: 'social-crm:api',
  idempotency: true,
  headers: (budget) => ({
    'x-ratelimit-limit': String(budget.limit),
    'x-ratelimit-remaining': String(budget.remaining),
    'x-ratelimit-reset': String(Math.ceil(budget.resetsAt.getTime() / 1_000)),
  }),
  fail: ({ code, message }) => ({
    status: CODES[code] === 'payment_required' ? STATUS.PAYMENT_REQUIRED : STATUS[code],
    body: { error: { code: CODES[code], message } },
  }),
  errorSchema: Type.Object({
    error: Type.Object({
      code: Type.String({ description: 'Error code, in snake_case.' }),
      message: Type.String({ description: 'Human-readable description of the error.' }),
    }),
  }),
  routes: [
    listPosts,
    createPost,
    getPost,
    updatePost,
    deletePost,
    schedulePost,
    publishPost,
    getPostAnalytics,
    rewriteText,
    composePost,
    suggestHashtags,
    writeThread,
    suggestIdeas,
    optimisePost,
    listAccounts,
    getAccountAnalytics,
    getPersona,
    listTrending,
    requestUpload,
    confirmUpload,
  ],
};
