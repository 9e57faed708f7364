import type { GraphQLRequestContextWillSendResponse } from '@apollo/server';
import type { FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify';
import { type DocumentNode, type GraphQLSchema, getOperationAST } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { GraphResult, LiveGraph } from '../../graph/index.ts';
import { acceptsDeferred } from '../deferred/index.ts';
import type { ClientOperation, ExecuteOperation } from './execute-operation.ts';
import type { KnownDocuments } from './known-documents.ts';
import type { ContextOf, OperationContext } from './operation-context.ts';
import type { OperationHooks, OperationPlugin } from './operation-plugin.ts';

/** What the fast path shares with Apollo Server. */
export interface FastPathOptions {
  readonly graph: LiveGraph;
  readonly documents: KnownDocuments;
  readonly contextOf: ContextOf;
  readonly execute: ExecuteOperation;
  readonly plugins: readonly OperationPlugin<OperationContext>[];
}

/** The context that hooks receive, without what no plugin of the endpoint reads. */
type HookContext = GraphQLRequestContextWillSendResponse<OperationContext>;

/** Maximum number of known values of `Accept`, and of the length of each. */
const MOST_ACCEPTS = 100;
const MAX_ACCEPT = 500;

/**
 * Executes documents that Apollo Server has executed before without it: they are parsed and valid,
 * so that only hooks, execution and JSON remain. Everything else is left to `handler`, which is
 * Apollo Server's: a request that is not usual, one that a hook refuses, and a result with errors,
 * which has its format and its status from there.
 */
export function knownDocumentsFirst(
  options: FastPathOptions,
  handler: RouteHandlerMethod,
): RouteHandlerMethod {
  // Apollo Server chooses the content type by `Accept` alone.
  const contentTypes = new LRUCache<string, string>({ max: MOST_ACCEPTS });
  return async function (request, reply) {
    const accept = request.headers.accept ?? '';
    const contentType = contentTypes.get(accept);
    if (contentType !== undefined) {
      const body = await respond(request, reply, options);
      if (body !== null) return reply.headers({ 'content-type': contentType, ...UNCACHEABLE }).send(body);
    }
    const body = await handler.call(this, request, reply);
    const isUsual = typeof body === 'string' && reply.statusCode === 200 && !acceptsDeferred(request);
    if (isUsual && contentType === undefined && accept.length <= MAX_ACCEPT)
      contentTypes.set(accept, String(reply.getHeader('content-type')));
    return body;
  };
}

/** The header of Apollo Server's responses. */
const UNCACHEABLE = { 'cache-control': 'no-store' };

/** Returns the body of the response; null if Apollo Server must respond. */
async function respond(
  request: FastifyRequest,
  reply: FastifyReply,
  { graph, documents, contextOf, execute, plugins }: FastPathOptions,
): Promise<string | null> {
  const { schema } = graph.current();
  const operation = request.method === 'POST' ? readOperation(request.body, schema, documents) : null;
  if (!operation) return null;
  const context = contextOf(request, reply);
  const hooks = await Promise.all(plugins.map((plugin) => plugin.requestDidStart?.()));
  const hookContext = hookContextOf(operation, context, request);
  if (!(await isAllowed(hooks, hookContext))) return null;
  const result = await execute(operation, context);
  const { data, errors, deferred } = result;
  if (errors || deferred || data === null || data === undefined) {
    context.result = result;
    return null;
  }
  return finish(hooks, hookContext, result);
}

type Hooks = readonly (OperationHooks<OperationContext> | undefined)[];

/** Whether all hooks let the operation pass; Apollo Server runs those that refuse it again. */
async function isAllowed(hooks: Hooks, context: HookContext): Promise<boolean> {
  try {
    for (const each of hooks) await each?.didResolveOperation?.(context as never);
    return true;
  } catch {
    return false;
  }
}

async function finish(hooks: Hooks, context: HookContext, { data }: GraphResult): Promise<string> {
  const singleResult: { data: unknown; extensions?: unknown } = { data };
  context.response.body = { kind: 'single', singleResult: singleResult as never };
  for (const each of hooks) await each?.willSendResponse?.(context);
  const { extensions } = singleResult;
  return `${JSON.stringify({ data, extensions })}\n`;
}

/** Reads a request that is entirely usual; null if there is anything to refuse or to look up. */
function readOperation(
  body: unknown,
  schema: GraphQLSchema,
  documents: KnownDocuments,
): (ClientOperation & { readonly document: DocumentNode }) | null {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return null;
  const { query, variables, operationName, extensions } = body as Record<string, unknown>;
  if (typeof query !== 'string' || (extensions !== undefined && extensions !== null)) return null;
  if (!isObjectOrMissing(variables) || !isTextOrMissing(operationName)) return null;
  const document = documents.find(query, schema);
  const name = operationName ?? undefined;
  const definition = document && getOperationAST(document, name);
  if (!definition || definition.operation === 'subscription') return null;
  return { schema, document, source: query, operationName: name, variables: variables ?? {} };
}

function isObjectOrMissing(value: unknown): value is Record<string, unknown> | null | undefined {
  return value === undefined || value === null || (typeof value === 'object' && !Array.isArray(value));
}

function isTextOrMissing(value: unknown): value is string | null | undefined {
  return value === undefined || value === null || typeof value === 'string';
}

/** Presents an operation to hooks as Apollo Server does. */
function hookContextOf(
  { schema, document, source, operationName, variables }: ClientOperation,
  contextValue: OperationContext,
  { headers }: FastifyRequest,
): HookContext {
  const operation = getOperationAST(document, operationName)!;
  const sent = { get: (name: string) => headers[name] };
  return {
    schema,
    document,
    source,
    operation,
    operationName: operation.name?.value ?? null,
    request: { query: source, operationName, variables, http: { headers: sent } },
    contextValue,
    response: { http: { status: undefined, headers: new Map() } },
  } as unknown as HookContext;
}
