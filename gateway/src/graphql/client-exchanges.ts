import { TributaryError } from '@tributary/kit';
import type { FastifyInstance, onRequestAsyncHookHandler } from 'fastify';
import type { ClientExchange, Headers } from '../graph/index.ts';
import { refuse } from './admit-operation.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The exchange that the rules of a router read; null without rules. */
    exchange: ClientExchange | null;
  }
}

/**
 * Opens the exchange of a request with the headers that its client has sent. Throws UNAUTHENTICATED
 * or UNAVAILABLE if the client cannot be identified.
 */
export type OpenExchange = (headers: Headers) => Promise<ClientExchange>;

/**
 * Sends the headers that the rules of exchanges have written. Returns the hook that opens an
 * exchange for each request.
 */
export function openExchanges(scope: FastifyInstance, openExchange: OpenExchange): onRequestAsyncHookHandler {
  scope.addHook('onSend', async ({ exchange }, reply, payload) => {
    for (const [name, value] of exchange?.written() ?? []) reply.header(name, value);
    return payload;
  });
  return async (request, reply) => {
    // A page has already replied.
    if (reply.sent) return;
    try {
      request.exchange = await openExchange(request.headers);
    } catch (error) {
      if (!(error instanceof TributaryError)) throw error;
      const { code, message } = error;
      if (code === 'UNAVAILABLE') request.log.warn({ err: error }, 'a caller could not be identified');
      else reply.header('www-authenticate', 'Bearer');
      return refuse(reply, { status: code === 'UNAVAILABLE' ? 503 : 401, code, message });
    }
  };
}
