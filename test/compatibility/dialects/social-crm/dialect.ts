import type { Documented } from '../../documented.ts';
import { aiOperations } from './assistance.ts';
import { dataOperations, mediaOperations } from './media.ts';
import { postOperations } from './posts.ts';

/** SocialCRM. */
export const socialCrm: Documented = {
  name: 'social-crm',
  title: 'SocialCRM',
  foreign: 'buzzabout',
  hosts: ['social-crm.localhost', 'api.socialcrm.org'],
  failures: {
    'missing key': [401, 'unauthorized'],
    'invalid key': [401, 'unauthorized'],
    'key of another product': [401, 'unauthorized'],
    scope: [403, 'forbidden_scope'],
    plan: [402, 'payment_required'],
    limit: [429, 'rate_limited'],
    fault: [500, 'internal_error'],
    method: [405, 'method_not_allowed'],
    'malformed body': [400, 'invalid_request'],
    'media type': [415, 'unsupported_media_type'],
    'body too large': [413, 'payload_too_large'],
    value: [400, 'invalid_request'],
  },
  nowhere: [404, 'not_found'],
  codeOf: ({ error }: { error: { code: string } }) => error.code,
  rate: {
    'x-ratelimit-limit': /^600$/,
    'x-ratelimit-remaining': /^\d+$/,
    'x-ratelimit-reset': /^177\d{7}$/,
  },
  unknownMember: 'refused',
  operations: { ...postOperations, ...aiOperations, ...dataOperations, ...mediaOperations },
  deviates: [
    'The document has no rate limit headers; they are the other APIs’ three, with the reset in Unix seconds.',
    'Codes for cases that the document does not mention, in its format: `conflict`, `method_not_allowed`, `payload_too_large`, `unsupported_media_type`, `model_required`, `internal_error`.',
    'A failing model (502, 504) is tested in `subgraphs/publishing/test`.',
  ],
};
