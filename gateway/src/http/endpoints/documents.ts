import { apiSdl, COLLECTIONS, collectionJson, supergraphSdl } from '@tributary/schema';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GatewayConfig } from '../../config/index.ts';

/** Why a document is refused; `wait` is the value of `Retry-After` in seconds. */
export interface DocumentRefusal {
  readonly status: 401 | 429;
  readonly wait?: number;
}

const TITLES = { 401: 'An API key is required', 429: 'Too many requests without a valid key' } as const;

/** The address of the gateway in the collections, replaced by that of the request. */
const COLLECTED_ORIGIN = 'http://127.0.0.1:4000';

/** Options of `/schema` and the OpenAPI documents. */
export interface DocumentOptions {
  readonly introspection: GatewayConfig['INTROSPECTION'];
  /** Returns null for a request with a valid key, otherwise the refusal. */
  readonly refuse: (request: FastifyRequest, reply: FastifyReply) => Promise<DocumentRefusal | null>;
  /** OpenAPI documents by dialect. */
  readonly openApi: Readonly<Record<string, object>>;
  /** Further documents by path, generated for the origin of the request. */
  readonly further: Readonly<Record<string, (origin: string) => object>>;
}

/**
 * Serves the contracts: the SDL under the rules of introspection, and the public OpenAPI documents
 * and collections of requests.
 */
export function registerDocuments(app: FastifyInstance, options: DocumentOptions): void {
  const guard = async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    if (options.introspection === 'open') return;
    if (options.introspection === 'off') return reply.callNotFound();
    const refusal = await options.refuse(request, reply);
    if (!refusal) return;
    const { status, wait } = refusal;
    if (wait !== undefined) reply.header('retry-after', String(wait));
    const body = { type: 'about:blank', title: TITLES[status], status };
    return reply.code(status).type('application/problem+json').send(body);
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
  for (const tool of COLLECTIONS) {
    const collection = collectionJson(tool);
    app.get(`/schema/collections/${tool}.json`, async (request, reply) =>
      reply
        .type('application/json; charset=utf-8')
        .send(collection.replaceAll(COLLECTED_ORIGIN, `${request.protocol}://${request.host}`)),
    );
  }
  for (const [path, make] of Object.entries(options.further)) {
    app.get(path, async (request) => make(`${request.protocol}://${request.host}`));
  }
}
