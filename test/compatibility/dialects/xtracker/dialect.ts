import type { Documented } from '../../documented.ts';
import { readDocument } from '../../openapi.ts';
import { accounts } from './accounts.ts';
import { ai } from './ai-posts.ts';
import { posts } from './posts.ts';
import { profile } from './profile.ts';

/** XTracker. */
export const xtracker: Documented = {
  name: 'xtracker',
  title: 'XTracker',
  foreign: 'buzzabout',
  hosts: ['xtracker.localhost', 'xtrackerapi.com'],
  alias: '/api',
  ambiguous: ['v1GetPosts', 'v1GetAccounts'],
  failures: {
    'missing key': [401, 'auth_error'],
    'invalid key': [401, 'auth_error'],
    'key of another product': [401, 'auth_error'],
    scope: [403, 'permission_error'],
    plan: [403, 'permission_error'],
    limit: [429, 'rate_limit_exceeded'],
    fault: [500, 'server_error'],
    method: [405, 'validation_error'],
    'malformed body': [400, 'validation_error'],
    'media type': [415, 'validation_error'],
    'body too large': [413, 'validation_error'],
    value: [400, 'validation_error'],
  },
  nowhere: [404, 'not_found'],
  codeOf({ success, code }: { success: boolean; code: string }) {
    if (success) throw new Error('an error is a success');
    return code;
  },
  rate: {
    'x-ratelimit-limit': /^10000$/,
    'x-ratelimit-remaining': /^\d+$/,
    'x-ratelimit-reset': /^1775347200$/,
  },
  unknownMember: 'ignored',
  contract: readDocument('vendor/xtracker.openapi.json'),
  operations: { ...profile, ...accounts, ...posts, ...ai },
  deviates: [
    "Successful responses are also validated against the vendor's own OpenAPI document (`schema/rest/vendor/xtracker.openapi.json`).",
    'The document names one code, `auth_error`; the others are ours, in its format.',
    'At the root and below `/api`, `GET /v1/posts` and `GET /v1/accounts` without a known caller are served by SocialCRM, which has the same paths; an XTracker key or token, or `api_key`, selects XTracker.',
    'OAuth is tested in `gateway/test/oauth`; the two documents for GPTs in `gateway/test/rest/xtracker/contract.test.ts`, and by generated clients.',
  ],
};
