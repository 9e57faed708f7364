import { resolve } from 'node:path';
import { type Static, type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';

const Port = Type.Integer({ minimum: 0, maximum: 65_535 });
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
  CORS_ORIGINS: setting(
    Type.String(),
    '*',
    'Origins that browsers may call from, comma-separated; * is any.',
  ),
  TRUST_PROXY: setting(Switch('true', 'false'), 'false', 'Take the client address from X-Forwarded-For.'),
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
  SUBGRAPH_SECRET: setting(
    Type.Union([Type.Literal(''), Type.String({ minLength: 32 })]),
    '',
    'Shared by the gateway and split subgraphs to sign who asks; 32 characters or more.',
  ),
  SUBGRAPH_POSTS_URL: setting(
    Type.String({ pattern: '^(https?://.+)?$' }),
    '',
    'Address of the posts subgraph when it runs in another process.',
  ),
} as const;

interface Setting<T extends TSchema> {
  schema: T;
  fallback: Static<T>;
  description: string;
}

function setting<T extends TSchema>(schema: T, fallback: Static<T>, description: string): Setting<T> {
  return { schema, fallback, description };
}

type Values = { [Name in keyof typeof settings]: Static<(typeof settings)[Name]['schema']> };

/** The configuration as one typed value, read once at start. */
export interface Config extends Values {
  /** TRIBUTARY_DATA_DIR as an absolute path. */
  dataDir: string;
}

/**
 * Reads the environment (the only place that does). Throws an Error that names the variable and what was
 * expected, without repeating a value that may be a secret.
 */
export function readConfig(env: Record<string, string | undefined> = process.env): Config {
  const values: Record<string, unknown> = {};
  for (const [name, { schema, fallback, description }] of Object.entries(settings)) {
    const text = env[name];
    const value = text === undefined || text === '' ? fallback : convert(schema, text);
    if (!Value.Check(schema, value)) throw new Error(`${name} is not valid. ${description}`);
    values[name] = value;
  }
  return { ...(values as Values), dataDir: resolve(values['TRIBUTARY_DATA_DIR'] as string) };
}

function convert(schema: TSchema, text: string): unknown {
  const numeric = 'type' in schema && schema.type === 'integer';
  return numeric && /^\d+$/.test(text) ? Number(text) : text;
}
