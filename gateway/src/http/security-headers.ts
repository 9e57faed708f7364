import type { FastifyInstance } from 'fastify';

/** Headers of every response. A page replaces the policy with one that allows what it loads. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy':
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
};

/**
 * Adds {@link SECURITY_HEADERS} to every response: data that a browser opens as a page must not
 * execute, and its URL, which may contain a key, must not be sent as a referrer.
 */
export function addSecurityHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(SECURITY_HEADERS);
    done();
  });
}
