import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ASSETS_PATH, loadAssets } from './assets.ts';
import { graphiqlPage, PAGE_HEADERS } from './page.ts';

/** Serves GraphiQL to a browser that opens the endpoint; ignores every other request. */
export async function showGraphiql(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const query = request.query as Record<string, unknown>;
  const isPage = request.method === 'GET' && request.headers.accept?.includes('text/html');
  if (!isPage || query['query'] !== undefined) return;
  return reply.headers(PAGE_HEADERS).send(graphiqlPage(await loadAssets()));
}

/**
 * Serves the scripts and styles of GraphiQL from the gateway's own origin. They are public and
 * immutable.
 */
export function registerAssets(app: FastifyInstance): void {
  app.get<{ Params: { name: string } }>(
    `${ASSETS_PATH}/:name`,
    { config: { endpoint: 'graphql', operation: 'asset' } },
    async (request, reply) => {
      const { files } = await loadAssets();
      const asset = files.get(request.params.name);
      if (!asset) return reply.callNotFound();
      return reply
        .type(asset.type)
        .header('cache-control', 'public, max-age=31536000, immutable')
        .send(asset.bytes);
    },
  );
}
