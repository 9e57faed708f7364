import {
  CLIENT_CAPABILITIES_META_KEY,
  CLIENT_INFO_META_KEY,
  PROTOCOL_VERSION_META_KEY,
  ProtocolError,
  type Server,
  type Transport,
} from '@modelcontextprotocol/server';
import { emptyServer } from './protocol-server.ts';
import { MCP_PATH } from './refusals.ts';

/** A gateway, and the key that an agent acts with. */
export interface RemoteGateway {
  readonly url: string;
  readonly key: string;
}

/** Revision of the protocol that is spoken with the gateway, whichever one the agent speaks. */
const REVISION = '2026-07-28';
const INTERNAL_ERROR = -32603;

/**
 * Serves the protocol over standard input and output, in every revision, and forwards each call to
 * the endpoint of a running gateway. So the same tools, scopes and limits apply as over HTTP.
 */
export async function serveStdio(gateway: RemoteGateway, transport?: Transport): Promise<void> {
  const stdio = await import('@modelcontextprotocol/server/stdio');
  stdio.serveStdio(() => forwardingServer(gateway), transport ? { transport } : {});
}

function forwardingServer(gateway: RemoteGateway): Server {
  const server = emptyServer();
  server.setRequestHandler('tools/list', async () => {
    const { tools } = await forward(gateway, 'tools/list', {});
    return { tools: tools as never };
  });
  server.setRequestHandler('tools/call', async ({ params: { name, arguments: args = {} } }) => {
    const { content, isError } = await forward(gateway, 'tools/call', { name, arguments: args });
    return { content: content as never, isError: isError === true };
  });
  return server;
}

/** Sends one request to the gateway; throws a ProtocolError for an error of the protocol. */
async function forward(
  { url, key }: RemoteGateway,
  method: string,
  params: Readonly<Record<string, unknown>>,
): Promise<Record<string, unknown>> {
  const { name } = params;
  const envelope = {
    [PROTOCOL_VERSION_META_KEY]: REVISION,
    [CLIENT_INFO_META_KEY]: { name: 'tributary mcp', version: '1.0.0' },
    [CLIENT_CAPABILITIES_META_KEY]: {},
  };
  const response = await fetch(new URL(MCP_PATH, url), {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': REVISION,
      'mcp-method': method,
      ...(typeof name === 'string' ? { 'mcp-name': name } : {}),
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { ...params, _meta: envelope } }),
  }).catch((cause) => {
    throw new ProtocolError(INTERNAL_ERROR, `No gateway answers at ${url}: ${causeOf(cause)}.`);
  });
  const { result, error } = (await response.json()) as {
    result?: Record<string, unknown>;
    error?: { code: number; message: string };
  };
  if (error) throw new ProtocolError(error.code, error.message);
  return result ?? {};
}

function causeOf({ message, cause }: Error): string {
  return cause instanceof Error ? cause.message || cause.name : message;
}
