import type { UpstreamFault } from '@tributary/kit/http-client';
import { Type } from 'typebox';
import { Value } from 'typebox/value';

const GraphError = Type.Object({
  error: Type.Object({ code: Type.Optional(Type.Number()), error_subcode: Type.Optional(Type.Number()) }),
});

/** Error codes of Meta's Graph API: expired or invalid token, rate limit, missing object. */
const CREDENTIALS = new Set([102, 190, 200, 10]);
const LIMITED = new Set([4, 17, 32, 341, 613]);
const MISSING = new Set([803, 110]);
/** Subcodes for a missing or hidden object, and for a user without a business account. */
const MISSING_SUBCODES = new Set([33, 2_207_013]);

/** Classifies an error of Meta's Graph API, whose status is 400 for nearly everything. */
export function graphFault(status: number, body: unknown): UpstreamFault | undefined {
  if (status < 400 || status >= 500 || !Value.Check(GraphError, body)) return undefined;
  const { code = 0, error_subcode: subcode = 0 } = body.error;
  if (MISSING_SUBCODES.has(subcode) || MISSING.has(code)) return 'missing';
  if (LIMITED.has(code) || (code >= 80_000 && code < 80_100)) return 'limited';
  return CREDENTIALS.has(code) ? 'credentials' : undefined;
}
