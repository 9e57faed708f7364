import type { IncomingMessage } from 'node:http';

/**
 * Whether a page of the request's origin may connect: browsers apply no CORS to WebSockets. A
 * request without an origin is not sent by a page.
 */
export function isAllowedOrigin({ headers }: IncomingMessage, allowed: string): boolean {
  const { origin, host } = headers;
  if (origin === undefined) return true;
  const origins = allowed.split(',').map((each) => each.trim());
  if (origins.includes('*') || origins.includes(origin)) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
