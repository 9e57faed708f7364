import type { Vendor, VendorResponse } from './stand-in.ts';

/** Rate limit and token errors that all products of Meta's Graph API share. */
export const graphApi: Pick<Vendor, 'limited' | 'expired'> = {
  limited: () => ({
    status: 400,
    headers: { 'x-app-usage': '{"call_count":100,"total_time":25,"total_cputime":25}' },
    body: { error: { message: '(#4) Application request limit reached', type: 'OAuthException', code: 4 } },
  }),
  expired: {
    status: 400,
    body: {
      error: { message: 'Session has expired', type: 'OAuthException', code: 190, error_subcode: 463 },
    },
  },
};

/** The error for an object that does not exist or is not visible to the token. */
export const graphMissing: VendorResponse = {
  status: 400,
  body: {
    error: {
      message: 'Unsupported get request.',
      type: 'GraphMethodException',
      code: 100,
      error_subcode: 33,
    },
  },
};
