import type { Documented } from '../../documented.ts';
import { channelVideos, email, medianViews, postStats, profile } from './lookups.ts';

const withoutFault = 'it does not use the database';

/** Creator Tracking. */
export const creatorTracking: Documented = {
  name: 'creator-tracking',
  title: 'Creator Tracking',
  foreign: 'buzzabout',
  hosts: ['creator-tracking.localhost', 'creatortracking.com'],
  failures: {
    'missing key': [401, 'Unauthorized — missing or invalid API key'],
    'invalid key': [401, 'Unauthorized — missing or invalid API key'],
    'key of another product': [401, 'Unauthorized — missing or invalid API key'],
    scope: [403, 'This API key lacks the scope creators:read.'],
    plan: [403, 'Your current plan does not include API access.'],
    limit: [429, 'Rate limit exceeded — wait and retry'],
    fault: [500, 'Internal server error'],
    method: [405, 'PUT is not allowed'],
    'malformed body': [400, 'Bad request'],
    'media type': [415, 'The request body must be JSON (Content-Type: application/json).'],
    'body too large': [413, 'The request body is too large.'],
    value: [400, 'Bad request'],
  },
  nowhere: [404, 'No such endpoint.'],
  codeOf({ ok, error }: { ok: boolean; error: string }) {
    if (ok) throw new Error('an error is ok');
    // The rest of the message depends on the request.
    return error.replace(/^(Bad request) — .*/s, '$1').replace(/^(PUT is not allowed).*/, '$1');
  },
  rate: { 'x-ratelimit-limit': /^60$/, 'x-ratelimit-remaining': /^\d+$/ },
  unknownMember: 'ignored',
  operations: {
    postStats,
    profile,
    channelVideos,
    medianViews,
    email,
    platforms: {
      source: 'document',
      scope: 'creators:read',
      examples: [
        {
          title: 'the platforms and what there is for each',
          sends: {},
          status: 200,
          shows: { ok: true, data: { platforms: [{ platform: 'tiktok', name: 'TikTok' }] } },
        },
      ],
      withoutFault,
      deviates: ['The document does not show the response; the format is ours.'],
    },
    ping: {
      source: 'document',
      scope: 'creators:read',
      examples: [{ title: 'pong', sends: {}, status: 200, shows: { ok: true, data: { message: 'pong' } } }],
      withoutFault,
      deviates: ['The document does not show the response; the format is ours.'],
    },
  },
  deviates: [
    'Errors have no code; the tests check the document’s message for each status.',
    '404 for a creator or post that no source knows, and 403 for a key without the scope; the document has neither.',
    'A number that a platform does not report is null; the document shows numbers only.',
    'Failing sources (502) are tested in `test/e2e/creators-chain.test.ts`.',
  ],
};
