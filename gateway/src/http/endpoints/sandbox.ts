import type { FastifyInstance } from 'fastify';
import { type ShownPage, sandboxHeaders, sandboxPage } from './sandbox-page.ts';

/** Sandbox pages of workspaces, provided by the publishing subgraph. */
export interface SandboxPages {
  /** First segment of their URLs. */
  readonly path: string;
  /** Origin of media that the gateway serves itself. */
  readonly origin: string;
  find(token: string, now: Date): Promise<ShownPage | null>;
}

/** Serves a page by its unguessable URL. */
export function registerSandbox(app: FastifyInstance, pages: SandboxPages, clock: () => number): void {
  app.get<{ Params: { token: string } }>(
    `/${pages.path}/:token`,
    { config: { endpoint: 'sandbox', operation: 'page' } },
    async (request, reply) => {
      const page = await pages.find(request.params.token, new Date(clock()));
      if (!page) return reply.callNotFound();
      return reply.headers(sandboxHeaders(page, pages.origin)).send(sandboxPage(page, pages.origin));
    },
  );
}
