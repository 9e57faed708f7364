import { Address, setting } from '@tributary/kit';
import { oneOf } from '@tributary/kit/host';
import { Type } from 'typebox';

const Count = Type.Integer({ minimum: 1, maximum: 1_000_000_000 });
const Milliseconds = Type.Integer({ minimum: 100, maximum: 3_600_000 });

/** Settings of the graph: execution, GraphQL limits and introspection. */
export const graphqlSettings = {
  GRAPH_ENGINE: setting(
    oneOf('tributary', 'apollo'),
    'tributary',
    "Engine that executes operations: Tributary's own, or `@apollo/gateway` (see `docs/federation.md`).",
  ),
  INTROSPECTION: setting(
    oneOf('open', 'key', 'off'),
    'open',
    'Who may introspect the graph and read its SDL: `open` everyone, `key` callers with an API key, `off` nobody.',
  ),
  PERSISTED_DOCUMENTS: setting(
    oneOf('off', 'apq', 'only'),
    'apq',
    'Documents addressed by id: `off` none; `apq` those of the manifest and those that clients register (automatic persisted ' +
      'queries); `only` those of the manifest, and no other document over `/graphql`.',
  ),
  PERSISTED_DOCUMENTS_FILE: setting(
    Type.String({ description: 'file' }),
    '',
    "Manifest of persisted documents in Apollo's format. Default: `schema/persisted-documents.json`, which `npm run compose` writes.",
  ),
  SUBGRAPH_SUBSCRIPTIONS: setting(
    oneOf('sse', 'websocket'),
    'sse',
    'How `tributary route` subscribes to its subgraphs: `sse` by server-sent events (protocol GraphQL over SSE), `websocket` ' +
      'by the protocol `graphql-transport-ws`.',
  ),
  CLIENT_USAGE: setting(
    oneOf('on', 'off'),
    'on',
    'Whether to record which operations and fields each client uses, for `tributary schema check` and `Query.clientUsage`. Values of ' +
      'arguments are never recorded.',
  ),
  GRAPHQL_EXPLAIN_KEY: setting(
    Type.Union([Type.Literal(''), Type.String({ minLength: 16 })], { description: '16 characters or more' }),
    '',
    'Key of callers who may see how an operation is executed. Sent in `X-Tributary-Explain`, it adds the query plan and the ' +
      'timings of fetches to `extensions.explain`. Without it, nobody may.',
  ),
  GRAPHQL_MAX_CHARACTERS: setting(Count, 100_000, 'Maximum length of a document, in characters.'),
  GRAPHQL_MAX_TOKENS: setting(Count, 10_000, 'Maximum number of tokens in a document.'),
  GRAPHQL_MAX_DEPTH: setting(Count, 20, 'Maximum depth of an operation.'),
  GRAPHQL_MAX_ALIASES: setting(
    Count,
    100,
    'Maximum number of aliases in an operation. A fragment counts wherever it is spread.',
  ),
  GRAPHQL_MAX_DIRECTIVES: setting(
    Count,
    100,
    'Maximum number of directives in an operation. A fragment counts wherever it is spread.',
  ),
  GRAPHQL_MAX_ROOT_FIELDS: setting(Count, 50, 'Maximum number of root fields in an operation.'),
  GRAPHQL_MAX_COST: setting(
    Count,
    100_000,
    'Maximum cost of an operation: the objects that it may return, by `@cost` and `@listSize`. Responses report their cost in ' +
      '`extensions.cost`.',
  ),
} as const;

/** Settings of the MCP endpoint. */
export const mcpSettings = {
  MCP_TOOLS_DIR: setting(
    Type.String({ description: 'folder' }),
    '',
    'Folder with `.graphql` files that become further tools of the MCP server (see `docs/mcp.md`).',
  ),
  MCP_FREE_QUERIES: setting(
    oneOf('on', 'off'),
    'off',
    'Whether agents may explore the schema and execute any query, besides the tools.',
  ),
  MCP_ORIGINS: setting(
    Type.String({ description: 'origins, comma-separated' }),
    '',
    "Origins of pages that may call `/mcp`, besides the gateway's own origin and the loopback interface.",
  ),
} as const;

/** Settings of `tributary mcp`. */
export const agentSettings = {
  TRIBUTARY_URL: setting(Address, 'http://127.0.0.1:4000', 'Gateway that `tributary mcp` forwards to.'),
  TRIBUTARY_API_KEY: setting(
    Type.String({ description: 'API key' }),
    '',
    'API key that the agent of `tributary mcp` acts with.',
  ),
} as const;

/** Settings of `npm run compose`. */
export const composeSettings = {
  CLIENT_DOCUMENTS: setting(
    Type.String({ description: 'folder' }),
    '',
    'Folder with the `.graphql` files of clients, which `npm run compose` adds to the manifest.',
  ),
} as const;

/** Settings of the HTTP server. */
export const httpSettings = {
  HTTP_UPLOAD_BYTES_PER_SECOND: setting(
    Count,
    4_096,
    'Minimum speed of a file upload, in bytes per second. A faster one may take as long as it needs.',
  ),
  HTTP_KEEP_ALIVE_MS: setting(
    Milliseconds,
    72_000,
    'How long an idle connection stays open for its next request. Set it longer than the keep-alive time of a proxy in front.',
  ),
  HTTP_MAX_BODY_BYTES: setting(Count, 1024 * 1024, 'Maximum size of a request body (413).'),
  HTTP_MAX_HEADER_BYTES: setting(
    Count,
    16 * 1024,
    'Maximum size of the request line and the headers together (414).',
  ),
  CORS_ORIGINS: setting(
    Type.String({ description: 'origins, comma-separated' }),
    '*',
    'Origins that browsers may call from. `*` allows any.',
  ),
  TRUST_PROXY: setting(
    oneOf('true', 'false'),
    'false',
    'Whether the client address is the last entry of `X-Forwarded-For`, which a proxy in front has added.',
  ),
  DIALECT_HOSTS: setting(
    Type.String({
      pattern: '^([a-z-]+=[^=,;]+(;[a-z-]+=[^=,;]+)*)?$',
      description: '`api=host` pairs separated by semicolons',
    }),
    '',
    'Additional virtual hosts of the documented APIs, such as `community-tracker=ct.example.org;buzzabout=bz.example.org`.',
  ),
} as const;

/** Settings of admission: concurrency, deadlines and load shedding. */
export const loadSettings = {
  REQUEST_DEADLINE_MS: setting(
    Milliseconds,
    30_000,
    'Maximum duration of a request. Its statements are then cancelled in PostgreSQL, as they are when the caller hangs up.',
  ),
  STREAMS_MAX_PER_KEY: setting(
    Count,
    10,
    'Maximum number of event streams and subscriptions of one key in one process (429).',
  ),
  STREAMS_MAX: setting(
    Count,
    1_000,
    'Maximum number of event streams and subscriptions in one process (503).',
  ),
  STREAM_HEARTBEAT_MS: setting(
    Milliseconds,
    15_000,
    'Interval of the heartbeats that keep the connection of a stream open.',
  ),
  STREAM_PATIENCE_MS: setting(
    Milliseconds,
    10_000,
    'How long the reader of a stream may fail to read before it is disconnected.',
  ),
  KEY_MAX_CONCURRENT: setting(
    Count,
    100,
    'Maximum number of concurrent requests of one key in one process, open event streams included (429).',
  ),
  SHED_EVENT_LOOP_DELAY_MS: setting(
    Type.Integer({ minimum: 0, maximum: 60_000 }),
    500,
    'Event loop delay (mean of one second) above which requests are rejected with 503 and `Retry-After`. 0 disables shedding.',
  ),
} as const;

/** Settings of the first start. */
export const demoSettings = {
  TRIBUTARY_DEMO: setting(
    oneOf('on', 'off'),
    'on',
    'Whether the first start on an empty data directory creates the workspace `demo` with sample data.',
  ),
} as const;

/** Settings of the web console. */
export const consoleSettings = {
  TRIBUTARY_CONSOLE: setting(
    oneOf('on', 'off'),
    'on',
    'Whether the gateway serves the web console at `/`, and lets users log in to it.',
  ),
} as const;

/** Settings of the gateway itself. */
export const gatewaySettings = {
  ...graphqlSettings,
  ...mcpSettings,
  ...composeSettings,
  ...httpSettings,
  ...loadSettings,
  ...demoSettings,
  ...consoleSettings,
} as const;

/** Returns the name of the variable with the URL of a subgraph in another process. */
export const subgraphUrlName = (subgraph: string): string => `SUBGRAPH_${subgraph.toUpperCase()}_URL`;

/** Returns the URL settings of subgraphs. */
export function subgraphUrlSettings(names: readonly string[]) {
  return Object.fromEntries(
    names.map((name) => [
      subgraphUrlName(name),
      setting(Address, '', `\`/graphql\` of the ${name} subgraph, if it runs in another process.`),
    ]),
  );
}
