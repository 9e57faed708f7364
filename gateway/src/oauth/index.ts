import formbody from '@fastify/formbody';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type Provider from 'oidc-provider';
import { answerInteraction, type InteractionServices, showInteraction } from './interaction.ts';
import { logOut, showLogOut } from './logout.ts';
import { createProvider, OAUTH } from './provider.ts';

const ENDPOINTS = ['authorize', 'authorize/:uid', 'token', 'revoke', 'jwks'];
/** Where they are: below `/api`, and below the mount prefix of the dialect whose scopes they are for. */
const ROOTS = [OAUTH, '/xtracker/oauth'];
const METADATA = '/.well-known/oauth-authorization-server';

/** The OAuth door: the authorization server's endpoints, and the pages where people log in and consent. */
export async function registerOauth(app: FastifyInstance, services: InteractionServices): Promise<void> {
  const provider = providerOf(services);
  await app.register(async (server) => {
    // The library reads bodies itself.
    server.removeAllContentTypeParsers();
    server.addContentTypeParser('*', (_, __, done) => done(null));
    const forward = async (request: FastifyRequest, reply: FastifyReply) => {
      const answer = (await provider()).callback();
      reply.raw.setHeader('x-request-id', request.id);
      reply.hijack();
      await answer(addressed(request, services.issuer()), reply.raw);
    };
    for (const name of ENDPOINTS) {
      for (const root of ROOTS)
        server.route({
          method: ['GET', 'POST'],
          url: `${root}/${name}`,
          config: { door: 'oauth', operation: name },
          handler: forward,
        });
    }
    for (const root of ['', '/xtracker'])
      server.get(`${root}${METADATA}`, { config: { door: 'oauth', operation: 'metadata' } }, forward);
  });
  await app.register(async (pages) => {
    await pages.register(formbody, { bodyLimit: 16 * 1024 });
    const config = { door: 'oauth', operation: 'interaction' };
    for (const root of ROOTS) {
      const url = `${root}/interaction/:uid`;
      pages.get(url, { config }, async (request, reply) =>
        showInteraction(await provider(), services, request, reply),
      );
      pages.post(url, { config }, async (request, reply) =>
        answerInteraction(await provider(), services, request, reply),
      );
      const leaving = { config: { door: 'oauth', operation: 'logout' } };
      pages.get(`${root}/logout`, leaving, async (request, reply) =>
        showLogOut(await provider(), services, request, reply),
      );
      pages.post(`${root}/logout`, leaving, async (request, reply) =>
        logOut(await provider(), services, request, reply),
      );
    }
  });
}

/**
 * The request as the library is to see it. Whichever address it came by, the rest of the way is at the same host
 * without a mount prefix, where the cookies are; the scheme is the issuer's, also behind a proxy that ends TLS. The
 * metadata names the issuer's own addresses.
 */
function addressed({ raw, host }: FastifyRequest, issuer: string) {
  const url = (raw.url ?? '').replace(/^\/xtracker\/oauth/, OAUTH).replace(/^\/xtracker\/\.well/, '/.well');
  const { protocol, host: own } = new URL(issuer);
  raw.headers['x-forwarded-proto'] = protocol.slice(0, -1);
  raw.headers['x-forwarded-host'] = url.startsWith(METADATA) ? own : host;
  return Object.assign(raw, { url, originalUrl: url });
}

/** The provider of the keys as they are: another one after they were rotated, in whichever process. */
function providerOf({ store, issuer, log }: InteractionServices): () => Promise<Provider> {
  let current: { kids: string; provider: Provider } | undefined;
  return async () => {
    const keys = await store.keys.all();
    const kids = keys.map(({ kid }) => kid).join();
    if (current?.kids !== kids) current = { kids, provider: createProvider(store, issuer(), keys, log) };
    return current.provider;
  };
}
