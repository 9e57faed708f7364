import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type Provider from 'oidc-provider';
import { hasConflictingAuthorization } from '../admission/index.ts';
import { createOauthGuard, type OauthGuard } from './guard.ts';
import { answerInteraction, type InteractionServices, showInteraction } from './interaction.ts';
import { logOut, showLogOut } from './logout.ts';
import { errorPage, PAGE_HEADERS } from './pages.ts';
import { type Parameters, readParameters } from './parameters.ts';
import { createProvider, OAUTH } from './provider.ts';

/** Endpoints that clients call with their own credentials. */
const CLIENT_ENDPOINTS = ['token', 'revoke'];
/**
 * Where they are: below `/api`, and below the mount prefix of the dialect whose scopes they are
 * for.
 */
const ROOTS = [OAUTH, '/xtracker/oauth'];
const METADATA = '/.well-known/oauth-authorization-server';
const FORM = 'application/x-www-form-urlencoded';
const MAX_FORM_BYTES = 16 * 1024;
/** The ids that the library makes. */
const UID = /^[\w-]{1,64}$/;

/** What the OAuth endpoints are made with. */
export interface OauthServices extends Omit<InteractionServices, 'guard'> {
  readonly clock: () => number;
  readonly trustProxy: boolean;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The form of a request to the OAuth endpoints, as it was sent and decoded. */
    form?: { readonly bytes: Buffer; readonly parameters: Parameters };
  }
}

/** The authorization server's endpoints, and the pages where people log in and consent. */
export async function registerOauth(app: FastifyInstance, options: OauthServices): Promise<void> {
  const guard = createOauthGuard(options);
  const services = { ...options, guard };
  const provider = providerOf(services);
  await app.register(async (server) => {
    readForms(server);
    const forward = async (request: FastifyRequest, reply: FastifyReply) => {
      const answer = (await provider()).callback();
      for (const [header, value] of ownHeaders(reply)) reply.raw.setHeader(header, value);
      reply.hijack();
      await answer(addressed(request, services.issuer()), reply.raw);
    };
    const route = (name: string, preHandler: Guarding[], handler: typeof forward) => {
      const config = configOf(name);
      for (const root of ROOTS)
        server.route({ method: ['GET', 'POST'], url: `${root}/${name}`, config, preHandler, handler });
    };
    route('authorize', [checkParameters, limitBy(guard.enterAuthorization)], forward);
    route('authorize/:uid', [checkParameters, limitBy(guard.enterPage)], forward);
    for (const name of CLIENT_ENDPOINTS) route(name, [checkParameters, limitClient(guard)], forward);
    route('jwks', [], forward);
    for (const root of ['', '/xtracker'])
      server.get(`${root}${METADATA}`, { config: configOf('metadata') }, forward);

    const page = (name: string, url: string, show: PageHandler, take: PageHandler) => {
      const config = configOf(name);
      const preHandler = [checkParameters, limitBy(guard.enterPage)];
      for (const root of ROOTS) {
        server.get(root + url, { config, preHandler }, async (request, reply) =>
          show(await provider(), services, request, reply),
        );
        server.post(root + url, { config, preHandler }, async (request, reply) =>
          take(await provider(), services, request, reply),
        );
      }
    };
    page('interaction', '/interaction/:uid', showInteraction, answerInteraction);
    page('logout', '/logout', showLogOut, logOut);
  });
}

/**
 * The pages hold a token against forged forms beside text that was sent, and cookies fetch them:
 * never compressed.
 */
function configOf(operation: string) {
  return { endpoint: 'oauth', operation, compress: false } as const;
}

/**
 * Headers that the server has set for every answer, without those of CORS: the library decides
 * these by client.
 */
function ownHeaders(reply: FastifyReply): [string, string | number | string[]][] {
  return Object.entries(reply.getHeaders()).flatMap(([name, value]) =>
    value === undefined || name === 'vary' || name.startsWith('access-control-') ? [] : [[name, value]],
  );
}

type PageHandler = (
  provider: Provider,
  services: InteractionServices,
  request: FastifyRequest,
  reply: FastifyReply,
) => Promise<unknown>;

/** A check before the handler; it answers the request, or lets it pass. */
type Guarding = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

/** Reads forms, and leaves every other body to the library, which refuses it. */
function readForms(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  const options = { parseAs: 'buffer', bodyLimit: MAX_FORM_BYTES } as const;
  server.addContentTypeParser(FORM, options, async (_: FastifyRequest, bytes: Buffer) => bytes);
  server.addContentTypeParser('*', (_, __, done) => done(null));
}

/**
 * Refuses a request that the database or the library could not read as it was meant: parameters
 * that are no text, an id in the path that cannot be one, two different `Authorization` headers.
 * What passes is text that PostgreSQL can store.
 */
async function checkParameters(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const { uid } = request.params as { uid?: string };
  if (uid !== undefined && !UID.test(uid))
    return refuse(request, reply, 400, 'The id in the address is not valid.');
  if (hasConflictingAuthorization(request.raw))
    return refuse(request, reply, 400, 'Two different Authorization headers were sent.');
  const url = request.raw.url ?? '';
  const query = readParameters(url.includes('?') ? url.slice(url.indexOf('?') + 1) : '');
  if (typeof query === 'string') return refuse(request, reply, 400, query);
  const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const parameters = readParameters(bytes.toString('latin1'));
  if (typeof parameters === 'string') return refuse(request, reply, 400, parameters);
  request.form = { bytes, parameters };
}

/**
 * Limits pages by address: nobody has identified themselves there yet, and each request may cost
 * statements.
 */
function limitBy(count: OauthGuard['enterPage']): Guarding {
  return async (request, reply) => {
    const wait = count(request.raw);
    if (wait !== null) return tooMany(request, reply, wait);
  };
}

/**
 * Limits what clients may get wrong, by address; a client whose secret proved valid is not limited.
 */
function limitClient(guard: OauthGuard): Guarding {
  return async (request, reply) => {
    const attempt = guard.beginClient(request.raw, request.form!.parameters);
    if (typeof attempt === 'number') return tooMany(request, reply, attempt);
    reply.raw.once('close', () => attempt.end(reply.raw.statusCode));
  };
}

function tooMany(request: FastifyRequest, reply: FastifyReply, wait: number): FastifyReply {
  reply.header('retry-after', String(wait));
  return refuse(request, reply, 429, 'Too many requests from this address. Wait a minute.');
}

/**
 * Answers in the form that was asked for: a page for browsers, otherwise the JSON of RFC 6749,
 * section 5.2.
 */
function refuse(
  request: FastifyRequest,
  reply: FastifyReply,
  status: 400 | 429,
  message: string,
): FastifyReply {
  if (request.headers.accept?.includes('text/html'))
    return reply.code(status).headers(PAGE_HEADERS).send(errorPage(message));
  const error = status === 400 ? 'invalid_request' : 'temporarily_unavailable';
  return reply.code(status).header('cache-control', 'no-store').send({ error, error_description: message });
}

/**
 * Returns the request as the library is to see it. By whichever address it came, everything after
 * it stays on the same host without a mount prefix, where the cookies are; the scheme is the
 * issuer's, also behind a proxy that ends TLS. The metadata names the issuer's own addresses. A
 * form has been read already, so the library reads it from a stream of its own.
 */
function addressed({ raw, host, form }: FastifyRequest, issuer: string) {
  const url = (raw.url ?? '').replace(/^\/xtracker\/oauth/, OAUTH).replace(/^\/xtracker\/\.well/, '/.well');
  const { protocol, host: own } = new URL(issuer);
  raw.headers['x-forwarded-proto'] = protocol.slice(0, -1);
  raw.headers['x-forwarded-host'] = url.startsWith(METADATA) ? own : host;
  Object.assign(raw, { url, originalUrl: url });
  if (!form?.bytes.length) return raw;
  const { method, headers, rawHeaders, socket, httpVersion } = raw;
  const replayed = { method, headers, rawHeaders, socket, httpVersion, url, originalUrl: url };
  return Object.assign(Readable.from([form.bytes], { objectMode: false }), replayed) as unknown as typeof raw;
}

/**
 * Returns the provider for the signing keys as they are: a new one after they were rotated, by any
 * process.
 */
function providerOf({ store, issuer, log }: InteractionServices): () => Promise<Provider> {
  let current: { kids: string; provider: Provider } | undefined;
  return async () => {
    const keys = await store.keys.all();
    const kids = keys.map(({ kid }) => kid).join();
    if (current?.kids !== kids) current = { kids, provider: createProvider(store, issuer(), keys, log) };
    return current.provider;
  };
}
