import type { IncomingMessage } from 'node:http';
import type { CorsRules } from '../../config/index.ts';

/**
 * Whether a page of the request's origin may connect: browsers apply no CORS to WebSockets. A
 * request without an origin is not sent by a page.
 */
export function isAllowedOrigin({ headers }: IncomingMessage, { origins }: CorsRules): boolean {
  const { origin, host } = headers;
  if (origin === undefined) return true;
  const isAllowed = origins.some((allowed) =>
    typeof allowed === 'string' ? allowed === '*' || allowed === origin : allowed.test(origin),
  );
  return isAllowed || (URL.canParse(origin) && new URL(origin).host === host);
}
