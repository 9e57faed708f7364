/**
 * `npm run bench -- NAME [--rounds N] [--seconds N] [--only TEXT] [--json FILE]
 * [--against FOLDER] [--rows N]`; lists the benchmarks without a name. Only ratios within one run
 * are comparable.
 */
import { pinSelf, REST } from './harness/children.ts';
import { installBench } from './harness/install.ts';
import { type Options, readOptions } from './harness/options.ts';
import { publish, type Table } from './harness/report.ts';

interface Bench {
  readonly about: string;
  /** Default rounds and seconds, if they differ from 3 of 5 seconds. */
  readonly defaults?: { readonly rounds: number; readonly seconds: number };
  /** Whether all processes may use all cores; otherwise only the measured server has core 0. */
  readonly unpinned?: boolean;
  /** Imported only when it runs. */
  readonly load: () => Promise<{ bench: (options: Options) => Promise<Table[]> | AsyncIterable<Table> }>;
}

const BENCHES: Readonly<Record<string, Bench>> = {
  gateway: {
    about: 'four subgraphs behind @apollo/gateway, Hive Gateway, Mercurius and Tributary',
    load: () => import('./gateway/bench.ts'),
  },
  posts: {
    about: '50 posts from PostgreSQL: a plain handler, Tributary over REST and GraphQL, PostGraphile',
    load: () => import('./posts/bench.ts'),
  },
  documents: {
    about: 'memory while 200,000 distinct documents go through the gateway; some ten minutes',
    load: () => import('./documents/bench.ts'),
  },
  soak: {
    about: 'a mixture over REST and GraphQL at 80 % of what the product can do, for ten minutes',
    defaults: { rounds: 10, seconds: 60 },
    load: () => import('./soak/bench.ts'),
  },
  scale: {
    about: '1, 2 and 3 gateways; 1 to 1,000 workspaces',
    load: () => import('./scale/bench.ts'),
  },
  flood: {
    about: 'unknown keys and log-ins from one address, and what another workspace notices of them',
    defaults: { rounds: 3, seconds: 30 },
    load: () => import('./flood/bench.ts'),
  },
  neighbour: {
    about: 'the most expensive operations of one workspace, and what another one notices of them',
    defaults: { rounds: 1, seconds: 30 },
    load: () => import('./neighbour/bench.ts'),
  },
  oracle: {
    about: '100,000 operations on 1,000 supergraphs against one server with the same data',
    load: () => import('./oracle/bench.ts'),
  },
  matcher: {
    about: 'posts against 1,000 to 100,000 queries: the matcher, and a regular expression for each query',
    load: () => import('./matcher/bench.ts'),
  },
  events: {
    about:
      'webhooks from the commit of their events; memory and CPU of 1,000 idle event streams and 200 WebSockets',
    defaults: { rounds: 1, seconds: 60 },
    load: () => import('./events/bench.ts'),
  },
  listening: {
    about: 'from publication at a platform to communityPosts, with 200 posts a second and 1,000 trackers',
    defaults: { rounds: 1, seconds: 240 },
    load: () => import('./listening/bench.ts'),
  },
  export: {
    about: '1,000,000 mentions exported in each format: rows a second, and memory above idle',
    defaults: { rounds: 1, seconds: 1 },
    load: () => import('./export/bench.ts'),
  },
  console: {
    about:
      'the console in Chromium: paint, interaction and script of its pages, and an inbox of 50,000 posts that is scrolled',
    defaults: { rounds: 3, seconds: 300 },
    load: () => import('./console/bench.ts'),
  },
  'ten-million': {
    about:
      '10,000,000 mentions and 2,000,000 community posts of 1,000 workspaces, or fewer with --rows: reads, charts, export, import and retention',
    defaults: { rounds: 20, seconds: 5 },
    unpinned: true,
    load: () => import('./ten-million/bench.ts'),
  },
  import: {
    about: '50,000 posts imported, with and without scoring, and scoring alone',
    load: () => import('./import/bench.ts'),
  },
};

try {
  await main();
} catch (error) {
  process.stderr.write(`bench: ${(error as Error).message}\n`);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const { name, options } = readOptions(process.argv.slice(2), (name) => BENCHES[name]?.defaults);
  if (name === null) return list();
  const found = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
  if (!found) throw new Error(`There is no "${name}"; there are ${Object.keys(BENCHES).join(', ')}.`);
  installBench();
  if (!found.unpinned) pinSelf(REST);
  const { bench } = await found.load();
  await publish(name, await bench(options), options, found.unpinned);
  // The servers are stopped; a client's idle connection must not keep the process alive.
  process.exit();
}

function list(): void {
  const lines = Object.entries(BENCHES).map(([name, { about }]) => `  ${name.padEnd(11)} ${about}`);
  const usage =
    'npm run bench -- NAME [--rounds N] [--seconds N] [--only TEXT] [--json FILE] [--against FOLDER] [--rows N]';
  process.stdout.write(`${usage}\n\n${lines.join('\n')}\n`);
}
