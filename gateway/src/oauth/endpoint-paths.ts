/** Path prefix of the authorization server. */
export const OAUTH = '/api/oauth';

/** Returns the path of the public URL, without a trailing slash: empty at the root of a host. */
export function basePathOf(issuer: string): string {
  return new URL(issuer).pathname.replace(/\/$/, '');
}
