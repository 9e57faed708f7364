import { type Tool as ListedTool, ProtocolError, Server } from '@modelcontextprotocol/server';
import type { Principal, SubgraphRequest } from '@tributary/kit';
import { FREE_TOOLS, runFreeTool } from './free-queries.ts';
import { INSTRUCTIONS } from './render-result.ts';
import { missingScope, scopeMessage } from './required-scopes.ts';
import { runTool, type ToolRunner } from './run-tool.ts';
import type { Tool } from './tool.ts';

/** What the server of one request needs. */
export interface ProtocolServices extends ToolRunner {
  readonly tools: ReadonlyMap<string, Tool>;
  /** Whether callers may explore the schema and execute any query. */
  readonly freeQueries: boolean;
}

const INVALID_PARAMS = -32602;
/** Version of the tools: raised when a built-in tool changes incompatibly. */
const VERSION = '1.0.0';

/** Creates the protocol server of one request, which acts with the rights of its caller. */
export function createProtocolServer(
  request: SubgraphRequest & { readonly principal: Principal },
  services: ProtocolServices,
): Server {
  const { tools, freeQueries } = services;
  const { scopes } = request.principal;
  const free = freeQueries ? FREE_TOOLS : [];
  const server = emptyServer();
  server.setRequestHandler('tools/list', async () => ({
    tools: [
      ...[...tools.values()].filter((tool) => missingScope(tool.scopes, scopes) === null).map(listed),
      ...free,
    ],
  }));
  server.setRequestHandler('tools/call', async ({ params: { name, arguments: args = {} } }) => {
    if (free.some((each) => each.name === name)) return runFreeTool(name, args, request, services);
    const tool = tools.get(name);
    if (!tool)
      throw new ProtocolError(
        INVALID_PARAMS,
        `There is no tool "${name.slice(0, 100)}". tools/list returns the tools that this credential may call.`,
      );
    const scope = missingScope(tool.scopes, scopes);
    if (scope !== null) throw new ProtocolError(INVALID_PARAMS, scopeMessage(name, scope));
    return runTool(tool, args, request, services);
  });
  return server;
}

/** Creates a server that introduces itself and has no tools yet. */
export function emptyServer(): Server {
  return new Server(
    { name: 'tributary', title: 'Tributary', version: VERSION },
    { capabilities: { tools: {} }, instructions: INSTRUCTIONS },
  );
}

function listed(tool: Tool): ListedTool {
  return {
    name: tool.name,
    title: tool.title,
    description: tool.description,
    inputSchema: tool.inputSchema as ListedTool['inputSchema'],
    annotations: {
      readOnlyHint: tool.isReadOnly,
      destructiveHint: tool.isDestructive,
      idempotentHint: tool.isIdempotent,
      openWorldHint: tool.isOpenWorld,
    },
  };
}
