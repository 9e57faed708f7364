import { resolve } from 'node:path';
import { type Static, type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';

/** An http or https address, or nothing. */
export const Address = Type.String({ pattern: '^(https?://.+)?$' });
const Port = Type.Integer({ minimum: 0, maximum: 65_535 });
const Count = Type.Integer({ minimum: 1, maximum: 1_000_000_000 });
const Milliseconds = Type.Integer({ minimum: 100, maximum: 3_600_000 });
const Switch = <Name extends string>(...values: Name[]) =>
  Type.Unsafe<Name>(Type.String({ pattern: `^(${values.join('|')})$` }));

/** Every environment variable that Tributary reads: its type, its default and what it means. */
export const settings = {
  HOST: setting(Type.String({ minLength: 1 }), '127.0.0.1', 'Address to listen on.'),
  PORT: setting(Port, 4000, 'Port to listen on; 0 takes a free one.'),
  TRIBUTARY_DATA_DIR: setting(
    Type.String({ minLength: 1 }),
    '.data',
    'Where the embedded PostgreSQL and the demo keys live.',
  ),
  TRIBUTARY_DEMO: setting(
    Type.Unsafe<'on' | 'off'>(Type.String({ pattern: '^(on|off)$' })),
    'on',
    'Whether the first start on an empty data directory creates the workspace `demo` with sample data.',
  ),
  DATABASE_URL: setting(
    Type.String({ pattern: '^(postgres(ql)?://.+)?$' }),
    '',
    'PostgreSQL 13 or newer to use instead of the embedded one.',
  ),
  DATABASE_POOL: setting(
    Type.Integer({ minimum: 1, maximum: 500 }),
    10,
    'Connections of one process for the subgraphs.',
  ),
  INTROSPECTION: setting(
    Switch('open', 'key', 'off'),
    'open',
    'Who may introspect and read the SDL: anyone, who has a key, nobody.',
  ),
  PERSISTED_DOCUMENTS: setting(
    Switch('off', 'apq', 'only'),
    'apq',
    'Documents by their ids: not at all; those of the manifest and those that clients register; no others than the manifest has.',
  ),
  PERSISTED_DOCUMENTS_FILE: setting(
    Type.String(),
    '',
    "The manifest of persisted documents, in Apollo's format; without it the one that `npm run compose` writes.",
  ),
  GRAPHQL_MAX_CHARACTERS: setting(Count, 100_000, 'Longest GraphQL document, in characters.'),
  GRAPHQL_MAX_TOKENS: setting(Count, 10_000, 'Most tokens of a GraphQL document.'),
  GRAPHQL_MAX_DEPTH: setting(Count, 20, 'Most levels of fields of a GraphQL operation.'),
  GRAPHQL_MAX_ALIASES: setting(
    Count,
    100,
    'Most aliases of a GraphQL operation, fragments counted where they are spread.',
  ),
  GRAPHQL_MAX_DIRECTIVES: setting(Count, 100, 'Most directives of a GraphQL operation, likewise.'),
  GRAPHQL_MAX_ROOT_FIELDS: setting(Count, 50, 'Most root fields of a GraphQL operation.'),
  GRAPHQL_MAX_COST: setting(
    Count,
    100_000,
    'Most objects that a GraphQL operation may ask for, by @cost and @listSize.',
  ),
  HTTP_HEADERS_TIMEOUT_MS: setting(
    Milliseconds,
    5_000,
    'Longest that the headers of a request may take to arrive, in milliseconds.',
  ),
  HTTP_REQUEST_TIMEOUT_MS: setting(
    Milliseconds,
    7_000,
    'Longest that a whole request may take to arrive, in milliseconds; uploads of files may take longer.',
  ),
  HTTP_UPLOAD_BYTES_PER_SECOND: setting(
    Count,
    4_096,
    'Slowest that an upload of a file may arrive, in bytes a second.',
  ),
  HTTP_IDLE_TIMEOUT_MS: setting(
    Milliseconds,
    60_000,
    'How long a connection with a request may be without a byte in either direction, in milliseconds.',
  ),
  HTTP_KEEP_ALIVE_MS: setting(
    Milliseconds,
    72_000,
    'How long a connection may wait for its next request, in milliseconds; longer than a proxy in front keeps it.',
  ),
  HTTP_MAX_BODY_BYTES: setting(Count, 1024 * 1024, 'Largest body of a request, in bytes.'),
  HTTP_MAX_HEADER_BYTES: setting(
    Count,
    16 * 1024,
    'Longest that the address and the headers of a request may be together, in bytes.',
  ),
  REQUEST_DEADLINE_MS: setting(
    Milliseconds,
    30_000,
    'Longest that a request may be worked on, in milliseconds; its statements are then ended in PostgreSQL.',
  ),
  KEY_MAX_CONCURRENT: setting(Count, 100, 'Most requests of one key that a process works on at a time.'),
  SHED_EVENT_LOOP_DELAY_MS: setting(
    Type.Integer({ minimum: 0, maximum: 60_000 }),
    500,
    'Mean delay of the event loop over a second, in milliseconds, from which on requests are answered 503; 0 is never.',
  ),
  CLIENT_DOCUMENTS: setting(
    Type.String(),
    '',
    "A folder of clients' `.graphql` files, for `npm run compose` to write into the manifest.",
  ),
  CORS_ORIGINS: setting(
    Type.String(),
    '*',
    'Origins that browsers may call from, comma-separated; * is any.',
  ),
  TRUST_PROXY: setting(
    Switch('true', 'false'),
    'false',
    'Take the client address from the last entry of X-Forwarded-For.',
  ),
  DIALECT_HOSTS: setting(
    Type.String({ pattern: '^([a-z-]+=[^=,;]+(;[a-z-]+=[^=,;]+)*)?$' }),
    '',
    'More virtual hosts, such as `community-tracker=ct.example.org;buzzabout=bz.example.org`.',
  ),
  LOG_LEVEL: setting(
    Switch('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'),
    'info',
    'Least severe log line that is written.',
  ),
  PUBLIC_URL: setting(
    Type.String({ pattern: '^(https?://[^/?#]+)?$' }),
    '',
    'Where callers reach the gateway, such as https://api.example.org: the issuer of tokens. Default: where it listens.',
  ),
  SUBGRAPH_SECRET: setting(
    Type.Union([Type.Literal(''), Type.String({ minLength: 32 })]),
    '',
    'Shared by the gateway and split subgraphs to sign who asks; 32 characters or more.',
  ),
  GATEWAY_URL: setting(
    Address,
    '',
    "The gateway's /graphql, for a subgraph in another process that asks its neighbours.",
  ),
  SUBGRAPH_POSTS_URL: setting(Address, '', 'The posts subgraph when it runs in another process.'),
  SUBGRAPH_INTELLIGENCE_URL: setting(Address, '', 'The intelligence subgraph, likewise.'),
  SUBGRAPH_CREATORS_URL: setting(Address, '', 'The creators subgraph, likewise.'),
  SUBGRAPH_PUBLISHING_URL: setting(Address, '', 'The publishing subgraph, likewise.'),
  SUBGRAPH_MENTIONS_URL: setting(Address, '', 'The mentions subgraph, likewise.'),
} as const;

/** One environment variable: its type, its default and what it means. */
export interface Setting<T extends TSchema = TSchema> {
  readonly schema: T;
  readonly fallback: Static<T>;
  readonly description: string;
}

/** Environment variables by name. */
export type Settings = Readonly<Record<string, Setting>>;

/** What settings read as. */
export type SettingValues<Spec extends Settings> = { [Name in keyof Spec]: Static<Spec[Name]['schema']> };

/** Declares an environment variable; a subgraph has its own beside those here. */
export function setting<T extends TSchema>(schema: T, fallback: Static<T>, description: string): Setting<T> {
  return { schema, fallback, description };
}

/** The configuration as one typed value, read once at start. */
export interface Config extends SettingValues<typeof settings> {
  /** TRIBUTARY_DATA_DIR as an absolute path. */
  dataDir: string;
  /** Resolves a path against the folder in which the user has called `npm run`, which runs scripts in others. */
  fromCaller(path: string): string;
  /** Reads a subgraph's own settings from the same environment. */
  read<Spec extends Settings>(spec: Spec): SettingValues<Spec>;
}

/**
 * Reads the environment (the only place that does). Throws an Error that names the variable and what was
 * expected, without repeating a value that may be a secret.
 */
export function readConfig(env: Record<string, string | undefined> = process.env): Config {
  const values = readSettings(settings, env);
  return {
    ...values,
    dataDir: resolve(values.TRIBUTARY_DATA_DIR),
    fromCaller: (path) => resolve(env['CALLER_DIR'] || '.', path),
    read: (spec) => readSettings(spec, env),
  };
}

function readSettings<Spec extends Settings>(
  spec: Spec,
  env: Record<string, string | undefined>,
): SettingValues<Spec> {
  const values: Record<string, unknown> = {};
  for (const [name, { schema, fallback, description }] of Object.entries(spec)) {
    const text = env[name];
    const value = text === undefined || text === '' ? fallback : convert(schema, text);
    if (!Value.Check(schema, value)) throw new Error(`${name} is not valid. ${description}`);
    values[name] = value;
  }
  return values as SettingValues<Spec>;
}

function convert(schema: TSchema, text: string): unknown {
  const { type } = schema as { type?: string };
  if (type === 'integer' && /^\d+$/.test(text)) return Number(text);
  return type === 'number' && /^\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}
