import type { Logger } from '@tributary/kit';
import { DELIVERY_HEADER, PRINCIPAL_HEADER, seesInternalFields } from '@tributary/kit/host';
import { abortedWith } from '@tributary/kit/http-server';
import type { preHandlerAsyncHookHandler } from 'fastify';
import { GraphQLError } from 'graphql';
import type { LiveGraph, WatchDelivery } from '../graph/index.ts';

/**
 * Executes operations of subgraphs in other processes, which may query the whole supergraph if
 * their principal allows it. Charges are recorded under the original request, so that they are
 * refunded if either response is lost. Apollo Server is bypassed, because its schema, limits,
 * persisted documents and introspection rules are for clients. `admit` runs before this hook and
 * has verified the signed principal.
 */
export function executeSubgraphQueries(
  live: LiveGraph,
  watchDelivery: WatchDelivery,
): preHandlerAsyncHookHandler {
  return async (request, reply) => {
    if (typeof request.headers[PRINCIPAL_HEADER] !== 'string') return;
    const { query, variables } = (request.body ?? {}) as { query?: unknown; variables?: unknown };
    const { principal } = request;
    const graph = live.current();
    const audience = principal && seesInternalFields(principal) ? 'internal' : 'client';
    const sent = request.headers[DELIVERY_HEADER];
    const name = typeof sent === 'string' ? sent : undefined;
    try {
      const result = await graph.execute({
        document: (audience === 'internal' ? graph.internal : graph).prepare(String(query)),
        audience,
        variables: (variables ?? {}) as Record<string, unknown>,
        principal,
        delivery: watchDelivery(reply.raw, principal, request.log as Logger, name),
        requestId: request.id,
        signal: abortedWith(reply.raw),
        mayLag: false,
      });
      return reply.send(result);
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      const { message } = error;
      return reply.code(400).send({ errors: [{ message, extensions: { code: 'INVALID_INPUT' } }] });
    }
  };
}
