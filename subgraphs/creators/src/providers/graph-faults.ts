import { objectOr, type UpstreamFault } from '@tributary/kit/http-client';

/** Codes of Meta's Graph API: an expired or wrong token, limits, an object that is not there. */
const CREDENTIALS = new Set([102, 190, 200, 10]);
const LIMITED = new Set([4, 17, 32, 341, 613]);
const MISSING = new Set([803, 110]);
/** Subcodes for a thing that does not exist or is not shown, and for a user who is no business account. */
const MISSING_SUBCODES = new Set([33, 2_207_013]);

/** What an error of Meta's Graph API means: its status is 400 for nearly everything. */
export function graphFault(status: number, body: unknown): UpstreamFault | undefined {
  if (status < 400 || status >= 500) return undefined;
  const error = objectOr(objectOr(body)['error']);
  const code = Number(error['code']);
  if (MISSING_SUBCODES.has(Number(error['error_subcode'])) || MISSING.has(code)) return 'missing';
  if (LIMITED.has(code) || (code >= 80_000 && code < 80_100)) return 'limited';
  return CREDENTIALS.has(code) ? 'credentials' : undefined;
}
