import type { setting } from '@tributary/kit';
import { processSettings } from '@tributary/kit/host';
import { telemetrySettings } from '@tributary/kit/telemetry';
import { type Static, type TSchema, Type } from 'typebox';
import { gatewaySettings } from '../../config/index.ts';
import { Cache } from '../cache/cache-settings.ts';
import { RequestHeaderRule, ResponseHeaderRule } from './header-rules.ts';
import { Jwt } from './jwt-settings.ts';
import { Overrides } from './override-settings.ts';
import { Usage } from './usage-settings.ts';

const closed = { additionalProperties: false } as const;

/** Settings that apply to one subgraph, or to all of them. */
const subgraphMembers = {
  timeoutMs: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 3_600_000,
      description: 'Maximum time until a response is complete, in milliseconds. Each retry has as much.',
    }),
  ),
  retries: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 10,
      description:
        'How often a query is sent again after a lost connection, or the status 502, 503 or 504. Mutations never are. ' +
        'Default: once, after a lost connection only.',
    }),
  ),
  breaker: Type.Optional(
    Type.Object(
      {
        failures: Type.Integer({
          minimum: 1,
          maximum: 1_000,
          description: 'The number of consecutive failures after which the subgraph is not called.',
        }),
        pauseMs: Type.Integer({
          minimum: 10,
          maximum: 3_600_000,
          description: 'How long it is not called before it is tried again, in milliseconds.',
        }),
      },
      { ...closed, description: 'Stops calling a subgraph that fails repeatedly. Default: never.' },
    ),
  ),
  maxResponseBytes: Type.Optional(
    Type.Integer({
      minimum: 1_024,
      maximum: 1_073_741_824,
      description: 'Maximum size of a response, in bytes. Default: 64 MiB.',
    }),
  ),
  deduplicate: Type.Optional(
    Type.Boolean({
      description:
        'Whether queries with equal bodies and headers that are in flight at the same time are sent once. Default: false.',
    }),
  ),
  compression: Type.Optional(
    Type.Object(
      {
        requests: Type.Optional(
          Type.Unsafe<'gzip' | 'br'>(
            Type.String({
              enum: ['gzip', 'br'],
              description: 'Encoding of requests from 1 KiB, which the subgraph must accept. Default: none.',
            }),
          ),
        ),
        responses: Type.Optional(
          Type.Boolean({ description: 'Whether subgraphs may compress their responses. Default: false.' }),
        ),
      },
      { ...closed, description: 'Compression between the router and a subgraph.' },
    ),
  ),
  subscriptions: Type.Optional(
    Type.Unsafe<'sse' | 'websocket'>(
      Type.String({
        enum: ['sse', 'websocket'],
        description: 'How subgraphs are subscribed to; wins over SUBGRAPH_SUBSCRIPTIONS.',
      }),
    ),
  ),
  requestHeaders: Type.Optional(
    Type.Array(RequestHeaderRule, {
      maxItems: 200,
      description: 'Which headers a subgraph receives, as rules that are applied in order.',
    }),
  ),
  responseHeaders: Type.Optional(
    Type.Array(ResponseHeaderRule, {
      maxItems: 200,
      description: 'Which headers of subgraphs the client receives, as rules that are applied in order.',
    }),
  ),
};

/** Settings of one subgraph. */
const SubgraphSettings = Type.Object(subgraphMembers, {
  ...closed,
  description: 'Settings of every subgraph.',
});

const NamedSubgraphSettings = Type.Object(
  {
    url: Type.Optional(
      Type.String({
        pattern: '^(https?://|unix:/).+$',
        description:
          'Where the subgraph is reached, instead of the URL in the supergraph. `unix:/run/reviews.sock:/graphql` is a Unix socket and the path of requests.',
      }),
    ),
    ...subgraphMembers,
  },
  { ...closed, description: 'Settings of one subgraph. Its header rules are applied after those of all.' },
);

const SupergraphLocation = Type.Object(
  {
    file: Type.Optional(
      Type.String({
        minLength: 1,
        description: 'A file; a relative path begins in the folder of this file.',
      }),
    ),
    url: Type.Optional(
      Type.String({ pattern: '^https?://.+$', description: 'A URL, which is requested with its `ETag`.' }),
    ),
    pollMs: Type.Optional(
      Type.Integer({
        minimum: 100,
        maximum: 3_600_000,
        description: 'How often the URL is requested, in milliseconds. Default: 10,000.',
      }),
    ),
    headers: Type.Optional(
      Type.Record(Type.String(), Type.String(), {
        description: 'Headers of these requests, such as `authorization`.',
      }),
    ),
  },
  { ...closed, description: 'Where the supergraph is; the flag `--supergraph` wins.' },
);

const ContractTags = Type.Object(
  {
    include: Type.Optional(
      Type.Array(Type.String({ minLength: 1 }), {
        description: 'Shows only fields of which they, or their types, have one of these tags.',
      }),
    ),
    exclude: Type.Optional(
      Type.Array(Type.String({ minLength: 1 }), { description: 'Hides elements with one of these tags.' }),
    ),
  },
  { ...closed, description: 'Serves the part of the graph that `@tag`s select.' },
);

const Cors = Type.Object(
  {
    origins: Type.Optional(
      Type.Array(Type.String({ pattern: '^(\\*|https?://[^/]+)$' }), {
        description:
          'Origins that browsers may call from, such as `https://app.example.org`; `*` allows any.',
      }),
    ),
    originsMatching: Type.Optional(
      Type.Array(Type.String({ minLength: 1 }), {
        description: 'Regular expressions that match the whole of further origins.',
      }),
    ),
    credentials: Type.Optional(
      Type.Boolean({ description: 'Whether browsers may send cookies and HTTP authentication.' }),
    ),
    methods: Type.Optional(
      Type.Array(Type.String({ pattern: '^[A-Z]+$' }), { description: 'Methods that browsers may use.' }),
    ),
    allowHeaders: Type.Optional(
      Type.Array(Type.String({ minLength: 1 }), {
        description: 'Headers that browsers may send. Default: those that they ask for.',
      }),
    ),
    exposeHeaders: Type.Optional(
      Type.Array(Type.String({ minLength: 1 }), { description: 'Headers of responses that pages may read.' }),
    ),
    maxAgeSeconds: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 86_400,
        description: 'How long browsers may remember this, in seconds.',
      }),
    ),
  },
  { ...closed, description: 'Which web pages may call the router; wins over CORS_ORIGINS.' },
);

/** Settings of the environment that a section of the file replaces, or that no router reads. */
const NOT_IN_FILE = new Set([
  'CORS_ORIGINS',
  'SUBGRAPH_SUBSCRIPTIONS',
  'GATEWAY_URL',
  'TRIBUTARY_DEMO',
  'TRIBUTARY_CONSOLE',
  'CLIENT_DOCUMENTS',
  'DIALECT_HOSTS',
]);

/** Every setting of the environment that a router reads, as a member of the file. */
function environment() {
  const all: Record<string, ReturnType<typeof setting>> = {
    ...processSettings,
    ...gatewaySettings,
    ...telemetrySettings,
  };
  const members = Object.entries(all)
    .filter(([name]) => !NOT_IN_FILE.has(name) && !/^(MCP|TRIBUTARY)_/.test(name))
    .map(([name, { schema, description }]): [string, TSchema] => [
      name,
      Type.Optional({ ...schema, description }),
    ]);
  return Type.Object(Object.fromEntries(members), {
    ...closed,
    description: 'Settings by the name of their environment variable; they win over the environment.',
  }) as unknown as ReturnType<typeof values>;
}

const values = () => Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()]));

/** The configuration file of `tributary route`. */
export const RouterFile = Type.Object(
  {
    $schema: Type.Optional(Type.String({ description: 'The JSON Schema of this file, for editors.' })),
    supergraph: Type.Optional(SupergraphLocation),
    allSubgraphs: Type.Optional(SubgraphSettings),
    subgraphs: Type.Optional(
      Type.Record(Type.String(), NamedSubgraphSettings, {
        description: 'Settings by the name of a subgraph; they win over those of all subgraphs.',
      }),
    ),
    contract: Type.Optional(ContractTags),
    jwt: Type.Optional(Jwt),
    cors: Type.Optional(Cors),
    cache: Type.Optional(Cache),
    overrides: Type.Optional(Overrides),
    usage: Type.Optional(Usage),
    settings: Type.Optional(environment()),
  },
  { ...closed, title: 'Configuration file of tributary route' },
);

export type RouterFile = Static<typeof RouterFile>;
export type SubgraphSettings = Static<typeof NamedSubgraphSettings>;
export type CorsSettings = Static<typeof Cors>;

/** Returns the JSON Schema of the file, for editors. */
export function routerFileSchema(): object {
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', ...RouterFile };
}
