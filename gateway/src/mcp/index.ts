import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Logger, Principal } from '@tributary/kit';
import { abortedWith } from '@tributary/kit/http-server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { parse } from 'graphql';
import { GRAPHQL_LIMIT } from '../access/index.ts';
import type { Admission, AdmissionRules } from '../admission/index.ts';
import type { GatewayConfig } from '../config/index.ts';
import { deliveryWatch } from '../graph/index.ts';
import type { ProtocolServices } from './protocol-server.ts';
import { errorResponseOf, MCP_PATH, registerMetadata, sendError } from './refusals.ts';
import { type AllowedOrigins, allowedOrigins } from './request-origin.ts';
import { missingScope, scopeMessage } from './required-scopes.ts';
import type { ToolRunner } from './run-tool.ts';
import { readTools } from './tool.ts';

export type { RemoteGateway } from './stdio.ts';

/** Dependencies of the MCP endpoint. */
export interface McpOptions extends ToolRunner {
  readonly config: GatewayConfig;
  readonly admission: Admission;
  readonly supergraphSdl: string;
  readonly log: Logger;
  /** Returns the public URL of the gateway. */
  readonly issuer: () => string;
}

/** Admission rules: a call counts against the same limit as a request to the graph. */
const RULES: AdmissionRules = {
  places: ['bearer', 'x-api-key'],
  resource: 'mcp',
  product: null,
  scope: null,
  policies: [],
  bucket: 'graphql',
  limit: () => GRAPHQL_LIMIT,
};

const BUILT_IN = fileURLToPath(new URL('tools/', import.meta.url));
/** Maximum number of open `subscriptions/listen` streams of a process. */
const MAX_SUBSCRIPTIONS = 100;

declare module 'fastify' {
  interface FastifyRequest {
    /** The caller of a request to the MCP endpoint. */
    agent: Principal | null;
  }
}

/** Serves MCP over standard input and output, see `stdio.ts`. */
export const serveStdio: typeof import('./stdio.ts').serveStdio = async (...options) =>
  (await import('./stdio.ts')).serveStdio(...options);

/** Serves `/mcp`, the Model Context Protocol, and the metadata by which clients find OAuth. */
export async function registerMcp(app: FastifyInstance, options: McpOptions): Promise<void> {
  const { admission, config, graph, issuer, supergraphSdl } = options;
  const folders = [BUILT_IN, ...(config.MCP_TOOLS_DIR ? [config.MCP_TOOLS_DIR] : [])];
  const services: ProtocolServices = {
    ...options,
    tools: readTools(folders, { graph, supergraph: parse(supergraphSdl) }),
    freeQueries: config.MCP_FREE_QUERIES === 'on',
  };
  const origins = allowedOrigins(config, issuer);
  registerMetadata(app, issuer, [...services.tools.values()]);
  const handle = handlerOf(services, options);
  await app.register(async (scope) => {
    scope.decorateRequest('agent', null);
    // The protocol has its own errors for malformed JSON, so its library parses the body.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, async (_: unknown, body: Buffer) => body);
    scope.setErrorHandler((error, request, reply) => failRequest(error, request, reply));
    scope.post(MCP_PATH, {
      config: { endpoint: 'mcp', operation: 'mcp' },
      onRequest: (request, reply) => admit(request, reply, admission, origins, issuer),
      handler: handle,
    });
  });
}

async function admit(
  request: FastifyRequest,
  reply: FastifyReply,
  admission: Admission,
  origins: AllowedOrigins,
  issuer: () => string,
): Promise<unknown> {
  const fault = origins.faultOf(request.headers);
  if (fault) return sendError(reply, { status: 403, code: -32600, message: fault });
  const { principal, refusal } = await admission.admit({ request: request.raw, response: reply.raw }, RULES);
  if (refusal) return sendError(reply, errorResponseOf(refusal, issuer()));
  request.agent = principal;
}

/** Serves an admitted request by the protocol's library. */
function handlerOf(services: ProtocolServices, { graph, issuer, log }: McpOptions) {
  const watchDelivery = deliveryWatch(graph);
  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const principal = request.agent!;
    const scope = lackingScope(request.body as Buffer | undefined, services, principal);
    if (scope)
      return sendError(
        reply,
        { status: 403, code: -32602, scope: scope.scope, message: scope.message },
        issuer(),
      );
    const signal = abortedWith(reply.raw);
    const { createMcpHandler, createProtocolServer } = await loadProtocol();
    const execution = {
      principal,
      requestId: request.id,
      delivery: watchDelivery(reply.raw, principal, log),
      signal,
    };
    const handler = createMcpHandler(() => createProtocolServer(execution, services), {
      maxSubscriptions: MAX_SUBSCRIPTIONS,
      onerror: (error) => log.debug({ err: error }, 'a request to the MCP endpoint was rejected'),
    });
    const response = await handler.fetch(webRequest(request, signal));
    for (const [name, value] of response.headers) reply.header(name, value);
    reply.code(response.status);
    return reply.send(response.body ? Readable.fromWeb(response.body as never) : '');
  };
}

/** Loads the protocol's library, which a start can do without, at the first request. */
async function loadProtocol() {
  const [{ createMcpHandler }, { createProtocolServer }] = await Promise.all([
    import('@modelcontextprotocol/server'),
    import('./protocol-server.ts'),
  ]);
  return { createMcpHandler, createProtocolServer };
}

function webRequest({ raw, headers, body }: FastifyRequest, signal: AbortSignal): Request {
  const sent = new Headers();
  for (const [name, value] of Object.entries(headers))
    for (const each of [value].flat()) if (each !== undefined) sent.append(name, each);
  // The library reads the path only; the host was checked before.
  const url = new URL(raw.url ?? '/', 'http://localhost');
  return new Request(url, { method: 'POST', headers: sent, body: (body as Buffer) ?? '', signal });
}

/**
 * Returns the scope that a call of a tool lacks. It is checked before the protocol's library, which
 * would answer with 200: a client with OAuth needs 403 to ask its user for more rights.
 */
function lackingScope(body: Buffer | undefined, { tools }: ProtocolServices, { scopes }: Principal) {
  const name = nameOfCalled(body);
  const tool = name === null ? undefined : tools.get(name);
  const scope = tool ? missingScope(tool.scopes, scopes) : null;
  return scope === null ? null : { scope, message: scopeMessage(tool!.name, scope) };
}

function nameOfCalled(body: Buffer | undefined): string | null {
  try {
    const { method, params } = JSON.parse(String(body)) as { method?: unknown; params?: { name?: unknown } };
    return method === 'tools/call' && typeof params?.name === 'string' ? params.name : null;
  } catch {
    // The library reports malformed JSON.
    return null;
  }
}

function failRequest(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { statusCode: status = 500, message } = error as { statusCode?: number; message: string };
  if (status < 500 || status === 503) return sendError(reply, { status, code: -32600, message });
  request.log.error({ err: error }, 'request failed');
  return sendError(reply, { status, code: -32603, message: 'An unexpected error occurred.' });
}
