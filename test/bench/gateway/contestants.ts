import { basename, join } from 'node:path';
import { freePort } from '@tributary/kit/testing';
import { MEASURED, type Server, startServer } from '../harness/children.ts';
import { installPeer, type Peer, versionOf } from '../harness/install.ts';
import { type Options, ROOT } from '../harness/options.ts';

/** The input of every gateway. */
export interface Graph {
  /** The file with the composed supergraph, URLs included. */
  readonly supergraph: string;
  /** The URLs of the subgraphs. */
  readonly urls: Readonly<Record<string, string>>;
}

/** A gateway to start; starting it may fail. */
export interface Candidate {
  readonly name: string;
  /** The peer's package whose version is shown. */
  readonly version?: readonly [Peer, string];
  readonly start: (graph: Graph) => Promise<Server>;
}

const HIVE = ['hive', '@graphql-hive/gateway'] as const;
const MERCURIUS = ['mercurius', '@mercuriusjs/gateway'] as const;
const APOLLO = ['apollo', '@apollo/gateway'] as const;

/** All gateways, the one whose rate is 1.00 first. */
const candidates: readonly Candidate[] = [
  {
    name: '@apollo/gateway over HTTP',
    version: APOLLO,
    start: ({ supergraph }) => script(peer('apollo', 'serve.mjs'), { supergraph }),
  },
  {
    name: '@apollo/gateway in process',
    version: APOLLO,
    start: ({ supergraph }) => script(peer('apollo', 'serve.mjs'), { supergraph, inProcess: true }),
  },
  {
    name: 'Mercurius over HTTP',
    version: MERCURIUS,
    start: ({ urls }) => script(peer('mercurius', 'serve.mjs'), { urls }),
  },
  { name: 'Hive, JS executor', version: HIVE, start: ({ supergraph }) => startHive(supergraph, ['--jit']) },
  {
    // Without --jit: with it, version 2.15.1 returns null for both queries.
    name: 'Hive, Rust planner',
    version: HIVE,
    start: ({ supergraph }) => startHive(supergraph, ['--hive-router-runtime']),
  },
  ...tributary(ROOT, ''),
];

/**
 * Returns the base and the gateways that `--only` names; with `--against`, also the Tributary of
 * the other checkout.
 */
export function selectCandidates({ only, against }: Options): readonly Candidate[] {
  const all =
    against === null ? candidates : [...candidates, ...tributary(against, `, ${basename(against)}`)];
  const text = (only ?? '').toLowerCase();
  return all.filter(({ name }, index) => index === 0 || name.toLowerCase().includes(text));
}

/** Returns the two ways to run the Tributary of a checkout; `suffix` ends their names. */
function tributary(root: string, suffix: string): readonly Candidate[] {
  return [
    { name: `Tributary over HTTP${suffix}`, start: (graph) => startRoute(root, graph) },
    {
      name: `Tributary in process${suffix}`,
      start: ({ supergraph }) => script(join(root, 'test/bench/gateway/serve-ours.ts'), { supergraph }),
    },
  ];
}

/** Returns the name with the installed version. */
export function nameOf({ name, version }: Candidate): string {
  return version ? `${name} (${versionOf(...version)})` : name;
}

function peer(name: 'apollo' | 'mercurius', file: string): string {
  return join(installPeer(name), file);
}

async function script(file: string, options: object): Promise<Server> {
  const port = await freePort();
  return startServer({ args: [file, JSON.stringify({ ...options, port })], port, core: MEASURED });
}

/** Starts Hive Gateway from its own command line, in one process. */
async function startHive(supergraph: string, flags: readonly string[]): Promise<Server> {
  const cwd = installPeer('hive');
  const port = await freePort();
  const where = ['--host', '127.0.0.1', '--port', String(port), '--config-path', 'gateway.config.mjs'];
  const args = [
    'node_modules/@graphql-hive/gateway/dist/bin.js',
    'supergraph',
    supergraph,
    ...where,
    ...flags,
  ];
  return startServer({ args, port, core: MEASURED, cwd });
}

/** What differs between two routers of one checkout. */
interface RouteOptions {
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The measured core if not given; null is any core. */
  readonly core?: number | null;
  readonly forks?: boolean;
}

/** Starts `tributary route` as a user would. */
export async function startRoute(
  root: string,
  { supergraph }: Pick<Graph, 'supergraph'>,
  { flags = [], env, core = MEASURED, forks = false }: RouteOptions = {},
): Promise<Server> {
  const port = await freePort();
  const command = join(root, 'gateway/bin/tributary.js');
  const args = [command, 'route', '--supergraph', supergraph, '--port', String(port), '--plain', ...flags];
  return startServer({ args, port, core, forks, env: { LOG_LEVEL: 'error', ...env } });
}
