import type { Config } from '@tributary/kit';
import { apiSdl, supergraphSdl } from '@tributary/schema';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** What `/schema` serves. */
export interface DocumentOptions {
  readonly introspection: Config['INTROSPECTION'];
  /** Whether the request has a valid key. */
  readonly known: (request: FastifyRequest) => Promise<boolean>;
  /** OpenAPI documents by dialect. */
  readonly openApi: Readonly<Record<string, object>>;
  /** Further documents by their path, made for the address at which the gateway was reached. */
  readonly further: Readonly<Record<string, (origin: string) => object>>;
}

/** The machine-readable contracts: SDL as open as introspection is, OpenAPI documents open to all. */
export function registerDocuments(app: FastifyInstance, options: DocumentOptions): void {
  const guard = async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    if (options.introspection === 'open') return;
    if (options.introspection === 'off') return reply.callNotFound();
    if (await options.known(request)) return;
    const body = { type: 'about:blank', title: 'An API key is required', status: 401 };
    return reply.code(401).type('application/problem+json').send(body);
  };
  for (const [name, sdl] of [
    ['supergraph', supergraphSdl()],
    ['api', apiSdl()],
  ] as const) {
    app.get(`/schema/${name}.graphql`, { onRequest: guard }, async (_, reply) =>
      reply.type('text/plain; charset=utf-8').send(sdl),
    );
  }
  for (const [dialect, document] of Object.entries(options.openApi)) {
    app.get(`/schema/openapi/${dialect}.json`, async () => document);
  }
  for (const [path, make] of Object.entries(options.further)) {
    app.get(path, async (request) => make(`${request.protocol}://${request.host}`));
  }
  app.get('/', async (_, reply) => reply.redirect('/graphql'));
}
