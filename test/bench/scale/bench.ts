import type { Server } from '../harness/children.ts';
import { type BenchDatabase, type BenchWorkspace, openBenchDatabase } from '../harness/database.ts';
import type { LoadRequest } from '../harness/load.ts';
import type { Options } from '../harness/options.ts';
import { keyed, startProduct } from '../harness/product.ts';
import { say, type Table } from '../harness/report.ts';
import { graphqlPosts, restRequest } from '../posts/requests.ts';
import { CONNECTIONS, type Cost, measureCosts } from './cost.ts';

const SIZE = { posts: 500, keys: 2 };
const GATEWAYS = [1, 2, 3];
const WORKSPACES = [1, 10, 100, 1_000];
/** The cost of tenants is compared while the server's cache holds the rows of all of them. */
const SETTINGS = { shared_buffers: '2GB', max_wal_size: '8GB' };

const REQUESTS: readonly { name: string; request: LoadRequest }[] = [
  { name: 'GET /api-posts', request: restRequest },
  { name: 'POST /graphql', request: graphqlPosts },
];

interface Line extends Cost {
  readonly request: string;
  readonly of: number;
}

/** Measures the cost of a request as gateways and tenants are added. */
export async function* bench(options: Options): AsyncGenerator<Table> {
  const database = await openBenchDatabase({ settings: SETTINGS });
  try {
    const all = await addWorkspaces(database, Math.max(...WORKSPACES));
    const variants = WORKSPACES.map((of) => ({ of, workspaces: all.slice(0, of) }));
    const byWorkspaces = await withGateways(database, 1, (servers) =>
      measureVariants(servers, database, variants, options),
    );
    yield tableOf('scale: workspaces whose keys take turns, on one gateway', 'workspaces', byWorkspaces);
    const byGateways: Line[] = [];
    for (const of of GATEWAYS)
      byGateways.push(
        ...(await withGateways(database, of, (servers) =>
          measureVariants(servers, database, [{ of, workspaces: all }], options),
        )),
      );
    yield tableOf(`scale: gateways, ${all.length} workspaces`, 'gateways', byGateways);
  } finally {
    await database.stop();
  }
}

async function addWorkspaces(database: BenchDatabase, count: number): Promise<BenchWorkspace[]> {
  say(`${count} workspaces of ${SIZE.posts} posts …`);
  const [first] = await database.addWorkspaces(1, SIZE);
  return [first!, ...(await database.addCopies(count - 1, first!))];
}

/** Starts gateways on the database for some work. */
async function withGateways(
  database: BenchDatabase,
  count: number,
  work: (servers: readonly Server[]) => Promise<Line[]>,
): Promise<Line[]> {
  const servers: Server[] = [];
  try {
    for (let index = 0; index < count; index++) servers.push(await startProduct(database.url, null));
    return await work(servers);
  } finally {
    for (const server of servers) await server.stop();
  }
}

/** A line to measure: so many gateways or workspaces, and the workspaces whose keys take turns. */
interface Variant {
  readonly of: number;
  readonly workspaces: readonly BenchWorkspace[];
}

/**
 * Measures each request for each variant. All workspaces exist throughout, and the rounds alternate
 * between the variants, so that nothing but the number of callers differs.
 */
async function measureVariants(
  servers: readonly Server[],
  database: BenchDatabase,
  variants: readonly Variant[],
  options: Options,
): Promise<Line[]> {
  const lines: Line[] = [];
  for (const { name, request } of REQUESTS) {
    const requests = variants.map(({ workspaces }) => keyed(request, keysOf(workspaces)));
    const costs = await measureCosts(servers, database.pid, requests, options);
    for (const [index, cost] of costs.entries())
      lines.push({ request: name, of: variants[index]!.of, ...cost });
  }
  return lines;
}

/** The keys of workspaces: first one of each, then another of each. */
function keysOf(workspaces: readonly BenchWorkspace[]): string[] {
  return Array.from({ length: SIZE.keys }, (_, index) => workspaces.map(({ keys }) => keys[index]!)).flat();
}

function tableOf(title: string, counted: string, lines: readonly Line[]): Table {
  const first = (line: Line) => lines.find(({ request }) => request === line.request)!;
  const ratio = (one: number | null, other: number | null) =>
    one === null || other === null ? '' : (one / other).toFixed(2);
  return {
    title,
    columns: [
      'request',
      counted,
      'requests/s',
      'CPU, ratio',
      'gateway CPU ms',
      'database CPU ms',
      'p50 ms',
      'p99 ms',
    ],
    rows: lines.map((line) => [
      line.request,
      String(line.of),
      line.perSecond.toFixed(0),
      ratio(line.cpu, first(line).cpu),
      line.gateway?.toFixed(2) ?? '',
      line.database?.toFixed(2) ?? '',
      line.p50.toFixed(1),
      line.p99.toFixed(1),
    ]),
    notes: [`${CONNECTIONS} connections in all; CPU for one request; ${SIZE.posts} posts a workspace.`],
    data: lines,
  };
}
