import type { Documented } from '../../documented.ts';
import { datasets, runs } from './datasets.ts';
import { listMentions } from './mentions.ts';

/** Buzzabout. */
export const buzzabout: Documented = {
  name: 'buzzabout',
  title: 'Buzzabout',
  foreign: 'community-tracker',
  hosts: ['buzzabout.localhost', 'api.buzzabout.ai'],
  failures: {
    'missing key': [401, 'unauthorized'],
    'invalid key': [401, 'unauthorized'],
    'key of another product': [401, 'unauthorized'],
    scope: [403, 'forbidden'],
    plan: [402, 'payment_required'],
    limit: [429, 'too_many_requests'],
    fault: [500, 'internal_server_error'],
    method: [405, 'method_not_allowed'],
    'malformed body': [400, 'bad_request'],
    'media type': [415, 'unsupported_media_type'],
    'body too large': [413, 'payload_too_large'],
    value: [422, 'unprocessable_entity'],
  },
  nowhere: [404, 'not_found'],
  codeOf: ({ error_code }: { error_code: string }) => error_code,
  rate: {
    'x-ratelimit-limit': /^600$/,
    'x-ratelimit-remaining': /^\d+$/,
    'x-ratelimit-reset': /^177\d{7}$/,
  },
  unknownMember: 'refused',
  operations: { listMentions, ...datasets, ...runs },
  deviates: [
    "The document has only `POST /v1/mentions`; datasets and runs follow the vendor's public pages.",
    'The document has no rate limit headers; they are the other APIs’ three, with the reset in Unix seconds.',
  ],
};
