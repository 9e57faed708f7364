import { resolve } from 'node:path';
import { type Static, type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';

/** Schema of an http or https URL, or of the empty string. */
export const Address = Type.String({ pattern: '^(https?://.+)?$', description: 'http or https URL' });

/** Returns the schema of one of several words. */
export function oneOf<Name extends string>(...names: Name[]) {
  return Type.Unsafe<Name>(Type.String({ pattern: `^(${names.join('|')})$`, description: names.join(', ') }));
}

const Port = Type.Integer({ minimum: 0, maximum: 65_535 });
const Milliseconds = Type.Integer({ minimum: 100, maximum: 3_600_000 });

/** One environment variable: its schema, its default and its meaning. */
export interface Setting<T extends TSchema = TSchema> {
  readonly schema: T;
  readonly fallback: Static<T>;
  readonly description: string;
  /** Variables that must be set as well if this one is. */
  readonly requires: readonly string[];
}

/** Environment variables by name. */
export type Settings = Readonly<Record<string, Setting>>;

/** The values of settings. */
export type SettingValues<Spec extends Settings> = { [Name in keyof Spec]: Static<Spec[Name]['schema']> };

/**
 * Declares an environment variable. Each subgraph declares its own; the gateway declares the
 * gateway's.
 */
export function setting<T extends TSchema>(
  schema: T,
  fallback: Static<T>,
  description: string,
  requires: readonly string[] = [],
): Setting<T> {
  return { schema, fallback, description, requires };
}

/** The settings of every process, be it the gateway or a subgraph served on its own. */
export const processSettings = {
  HOST: setting(Type.String({ minLength: 1 }), '127.0.0.1', 'Address to listen on.'),
  PORT: setting(Port, 4000, 'Port to listen on. 0 picks a free one.'),
  PUBLIC_URL: setting(
    Type.String({
      pattern: '^(https?://[^/?#]+(/[^?#]*[^/?#])?)?$',
      description: 'http or https URL without a trailing slash',
    }),
    '',
    'Where callers reach the gateway, such as `https://api.example.org`: the issuer of tokens, and the base of media URLs. ' +
      'Set it if there are several processes or a proxy. It may have a path, which the proxy removes from requests. ' +
      'Default: the address that the gateway listens on.',
  ),
  TRIBUTARY_DATA_DIR: setting(
    Type.String({ minLength: 1, description: 'folder' }),
    '.data',
    'Folder of the embedded PostgreSQL, the demo keys and generated secrets. If root starts Tributary in a folder that only ' +
      'root can enter, PostgreSQL keeps its data in `/var/lib/tributary`, and a link in this folder points there.',
  ),
  DATABASE_URL: setting(
    Type.String({ pattern: '^(postgres(ql)?://.+)?$', description: 'postgres URL' }),
    '',
    'PostgreSQL 13 or newer to use instead of the embedded server. It needs the extensions `btree_gin` and `pg_trgm`, which ' +
      'the owner of the database may create. No demo workspace is created there.',
  ),
  DATABASE_DIRECT_URL: setting(
    Type.String({ pattern: '^(postgres(ql)?://.+)?$', description: 'postgres URL' }),
    '',
    'URL of the same database without the pooler that `DATABASE_URL` leads through. Migrations, notifications and session locks ' +
      'use it. A pooler in transaction mode requires it.',
    ['DATABASE_URL'],
  ),
  DATABASE_REPLICA_URL: setting(
    Type.String({ pattern: '^(postgres(ql)?://.+)?$', description: 'postgres URL' }),
    '',
    'URL of a streaming replica of the database. Queries read community posts, mentions and snapshots from it, unless it lags, ' +
      'cannot be reached, or does not have the last write of the workspace yet.',
    ['DATABASE_URL'],
  ),
  DATABASE_POOL: setting(
    Type.Integer({ minimum: 1, maximum: 500 }),
    10,
    'Connections that one process opens for its subgraphs. Identity opens 4 more; jobs share them.',
  ),
  RETENTION_DAYS: setting(
    Type.Integer({ minimum: 0, maximum: 36_500 }),
    0,
    'Days after which community posts and mentions are deleted, counted from when they were posted; 0 keeps them. Counts in ' +
      'snapshots stay. Workspaces can have shorter rules of their own; what a platform allows to be stored for a shorter ' +
      'time is deleted earlier.',
  ),
  LOG_LEVEL: setting(
    oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'),
    'info',
    'The lowest level that is logged.',
  ),
  HTTP_HEADERS_TIMEOUT_MS: setting(
    Milliseconds,
    5_000,
    'Timeout for receiving the headers of a request (408).',
  ),
  HTTP_REQUEST_TIMEOUT_MS: setting(
    Milliseconds,
    7_000,
    'Timeout for receiving a whole request (408). Uploads of files may take longer.',
  ),
  HTTP_IDLE_TIMEOUT_MS: setting(
    Milliseconds,
    60_000,
    'How long a connection may be silent in both directions during a request.',
  ),
  SUBGRAPH_SECRET: setting(
    Type.Union([Type.Literal(''), Type.String({ minLength: 32 })], { description: '32 characters or more' }),
    '',
    'Secret shared by the gateway and the subgraphs in other processes. It signs the principal of each request.',
  ),
  GATEWAY_URL: setting(
    Address,
    '',
    "The gateway's `/graphql`, for a subgraph in another process that queries the graph.",
  ),
} as const;

/**
 * The settings of every process, and a reader for further settings from the same environment. Read
 * once at start.
 */
export interface Config extends SettingValues<typeof processSettings> {
  /** TRIBUTARY_DATA_DIR as an absolute path. */
  dataDir: string;
  /**
   * Resolves a path against the folder where the user called `npm run`, which runs scripts in other
   * folders.
   */
  fromCaller(path: string): string;
  /** Returns an environment variable that a configuration file refers to by its name. */
  variable(name: string): string | undefined;
  /** Returns the configuration of the environment with other values of some variables. */
  override(values: Readonly<Record<string, string>>): Config;
  /** Reads the settings of a subgraph or of the gateway. */
  read<Spec extends Settings>(spec: Spec): SettingValues<Spec>;
}

/**
 * Reads the environment; no other code does. Throws an Error that names the variable and its
 * expected form, but does not repeat the value, which may be a secret.
 */
export function readConfig(env: Record<string, string | undefined> = process.env): Config {
  const values = readSettings(processSettings, env);
  return {
    ...values,
    dataDir: resolve(values.TRIBUTARY_DATA_DIR),
    fromCaller: (path) => resolve(env['CALLER_DIR'] || '.', path),
    variable: (name) => env[name],
    override: (changed) => readConfig({ ...env, ...changed }),
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
    if (!Value.Check(schema, value))
      throw new Error(`${name} is not valid: expected ${formOf(schema)}. ${description}`);
    values[name] = value;
  }
  requireTogether(spec, values);
  return values as SettingValues<Spec>;
}

/** Throws if one of the settings is set without another of them that it requires. */
function requireTogether(spec: Settings, values: Readonly<Record<string, unknown>>): void {
  for (const [name, { fallback, requires }] of Object.entries(spec)) {
    if (values[name] === fallback) continue;
    const missing = requires.find((other) => spec[other] && values[other] === spec[other].fallback);
    if (missing) throw new Error(`${missing} is required, because ${name} is set.`);
  }
}

function convert(schema: TSchema, text: string): unknown {
  const { type } = schema as { type?: string };
  if (type === 'integer' && /^\d+$/.test(text)) return Number(text);
  return type === 'number' && /^\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

/** Describes the values that a schema accepts: `integer from 0 to 65535`. */
export function formOf(schema: TSchema): string {
  const { type, description, minimum, maximum, pattern } = schema as {
    type?: string;
    description?: string;
    minimum?: number;
    maximum?: number;
    pattern?: string;
  };
  if (description) return description;
  if (type === 'integer' || type === 'number') return `${type} from ${minimum} to ${maximum}`;
  const words = /^\^\(([\w|-]+)\)\$$/.exec(pattern ?? '')?.[1];
  if (words) return words.split('|').join(', ');
  return pattern ? `text that matches \`${pattern.replaceAll('|', '\\|')}\`` : 'text';
}
