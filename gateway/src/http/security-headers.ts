import type { FastifyInstance } from 'fastify';

/** Headers of every answer; a page replaces the policy by one that allows what it loads. */
export const PROTECTION: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy':
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
};

/**
 * Adds {@link PROTECTION} to every answer: data that a browser is made to open as a page must not run, and its address,
 * which may hold a key, must not be passed on.
 */
export function protectAnswers(app: FastifyInstance): void {
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(PROTECTION);
    done();
  });
}
