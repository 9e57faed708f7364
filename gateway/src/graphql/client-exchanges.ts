import type { FastifyInstance } from 'fastify';
import type { ClientExchange, Headers } from '../graph/index.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The exchange that the header rules of a router read; null without rules. */
    exchange: ClientExchange | null;
  }
}

/** Opens the exchange of a request with the headers that its client has sent. */
export type OpenExchange = (headers: Headers) => ClientExchange;

/** Opens an exchange for each request of a scope, and sends what its rules have written. */
export function openExchanges(scope: FastifyInstance, openExchange: OpenExchange): void {
  scope.decorateRequest('exchange', null);
  scope.addHook('onRequest', async (request) => {
    request.exchange = openExchange(request.headers);
  });
  scope.addHook('onSend', async ({ exchange }, reply, payload) => {
    for (const [name, value] of exchange?.written() ?? []) reply.header(name, value);
    return payload;
  });
}
