import { abortedWith, PRINCIPAL_HEADER } from '@tributary/kit';
import type { preHandlerAsyncHookHandler } from 'fastify';
import { GraphQLError } from 'graphql';
import type { Graph } from '../graph/index.ts';

/**
 * Answers the operations of subgraphs in other processes, which see the whole supergraph. They never reach Apollo Server: it
 * validates against the schema of clients, and its bounds, persisted documents and introspection rules are for clients. `admit`
 * runs before this hook and has verified the signed principal.
 */
export function answerSubgraphs(graph: Graph): preHandlerAsyncHookHandler {
  return async (request, reply) => {
    if (typeof request.headers[PRINCIPAL_HEADER] !== 'string') return;
    const { query, variables } = (request.body ?? {}) as { query?: unknown; variables?: unknown };
    try {
      const result = await graph.execute({
        document: graph.internal.prepare(String(query)),
        audience: 'internal',
        variables: (variables ?? {}) as Record<string, unknown>,
        principal: request.principal,
        requestId: request.id,
        signal: abortedWith(reply.raw),
      });
      return reply.send(result);
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      const { message } = error;
      return reply.code(400).send({ errors: [{ message, extensions: { code: 'INVALID_INPUT' } }] });
    }
  };
}
