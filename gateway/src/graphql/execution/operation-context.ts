import type { IncomingHttpHeaders } from 'node:http';
import type { Logger } from '@tributary/kit';
import { abortedWith } from '@tributary/kit/http-server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GatewayConfig } from '../../config/index.ts';
import type { GraphRequest, GraphResult, WatchDelivery } from '../../graph/index.ts';
import { acceptsDeferred, type DeferredResponse } from '../deferred/index.ts';
import { explanationFor } from './explain-operations.ts';

/** The context of an operation: its caller, and what is done with its result. */
export interface OperationContext extends Omit<GraphRequest, 'document' | 'variables'> {
  /** Headers of the request, which name the client. */
  readonly headers: IncomingHttpHeaders;
  /** Sends more after the response. */
  readonly defer: (deferred: DeferredResponse) => void;
  /** The result, if the operation has been executed already. */
  result?: GraphResult;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The context of the GraphQL operation, once it is known; null before. */
    operationContext: OperationContext | null;
  }
}

/** Creates the context of a request, once for each. */
export type ContextOf = (request: FastifyRequest, reply: FastifyReply) => OperationContext;

interface ContextOptions {
  readonly config: Pick<GatewayConfig, 'GRAPHQL_EXPLAIN_KEY'>;
  readonly log: Logger;
  readonly watchDelivery: WatchDelivery;
}

/** Returns the function that creates contexts. */
export function operationContexts({ config, log, watchDelivery }: ContextOptions): ContextOf {
  const { GRAPHQL_EXPLAIN_KEY: key } = config;
  const explains = key === '' ? null : explanationFor(key);
  const create = (request: FastifyRequest, { raw }: FastifyReply): OperationContext => {
    const { principal, headers, exchange } = request;
    return {
      principal,
      headers,
      requestId: request.id,
      delivery: watchDelivery(raw, principal, log),
      signal: abortedWith(raw),
      defers: acceptsDeferred(request),
      defer: (deferred) => {
        request.deferred = deferred;
      },
      ...(exchange ? { exchange } : {}),
      ...explains?.(headers),
    };
  };
  return (request, reply) => {
    request.operationContext ??= create(request, reply);
    return request.operationContext;
  };
}
