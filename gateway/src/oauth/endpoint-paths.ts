/** Path prefix of the authorization server. */
export const OAUTH = '/api/oauth';

/** Name of the session cookie, which has the prefix `__Host-` over HTTPS. */
export const SESSION_COOKIE = 'tributary_session';

/** Returns the path of the public URL, without a trailing slash: empty at the root of a host. */
export function basePathOf(issuer: string): string {
  return new URL(issuer).pathname.replace(/\/$/, '');
}
