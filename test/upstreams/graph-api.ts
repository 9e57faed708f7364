import type { Told, Vendor } from './stand-in.ts';

/** What Meta's Graph API says of limits and tokens, on every product of theirs. */
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

/** An object that does not exist, or is not shown to the token. */
export const graphMissing: Told = {
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
