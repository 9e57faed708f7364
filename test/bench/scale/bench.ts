import { cpuOf, cpuOfFamily, type Server } from '../harness/children.ts';
import { type BenchDatabase, type BenchWorkspace, openBenchDatabase } from '../harness/database.ts';
import { type LoadRequest, measure, type Sample } from '../harness/load.ts';
import type { Options } from '../harness/options.ts';
import { keyed, startProduct } from '../harness/product.ts';
import { say, type Table } from '../harness/report.ts';
import { median } from '../harness/rounds.ts';
import { graphqlPosts, restRequest } from '../posts/requests.ts';

const SIZE = { posts: 2_000, keys: 4 };
const GATEWAYS = [1, 2, 3];
const WORKSPACES = [1, 10, 100];
const CONNECTIONS = 20;
const WARM_UP = 5;

const REQUESTS: readonly { name: string; request: LoadRequest }[] = [
  { name: 'GET /api-posts', request: restRequest },
  { name: 'POST /graphql', request: graphqlPosts },
];

/** The cost of a request. */
interface Cost {
  readonly perSecond: number;
  /** CPU time per request in milliseconds: of all gateways, and of PostgreSQL. */
  readonly gateway: number | null;
  readonly database: number | null;
  readonly p50: number;
  readonly p99: number;
}

interface Line extends Cost {
  readonly request: string;
  readonly of: number;
}

/** Measures the cost of a request as gateways and tenants are added. */
export async function bench(options: Options): Promise<Table[]> {
  const database = await openBenchDatabase();
  try {
    const workspaces: BenchWorkspace[] = [];
    const byWorkspaces: Line[] = [];
    for (const count of WORKSPACES) {
      say(`${count} workspaces of ${SIZE.posts} posts …`);
      workspaces.push(...(await database.addWorkspaces(count - workspaces.length, SIZE)));
      byWorkspaces.push(...(await withGateways(database, 1, workspaces, options, count)));
    }
    const byGateways: Line[] = [];
    for (const count of GATEWAYS) {
      say(`${count} gateways …`);
      byGateways.push(...(await withGateways(database, count, workspaces, options, count)));
    }
    return [
      tableOf('scale: workspaces, on one gateway', 'workspaces', byWorkspaces),
      tableOf(`scale: gateways, ${workspaces.length} workspaces`, 'gateways', byGateways),
    ];
  } finally {
    await database.stop();
  }
}

/** Starts a number of gateways on the database, and loads all of them with each request. */
async function withGateways(
  database: BenchDatabase,
  count: number,
  workspaces: readonly BenchWorkspace[],
  options: Options,
  of: number,
): Promise<Line[]> {
  const keys = workspaces.flatMap((workspace) => workspace.keys);
  const servers: Server[] = [];
  try {
    for (let index = 0; index < count; index++) servers.push(await startProduct(database.url, null));
    const lines: Line[] = [];
    for (const { name, request } of REQUESTS) {
      const cost = await costOf(servers, database.pid, keyed(request, keys), options);
      say(`  ${name}: ${cost.perSecond.toFixed(0)} a second`);
      lines.push({ request: name, of, ...cost });
    }
    return lines;
  } finally {
    for (const server of servers) await server.stop();
  }
}

async function costOf(
  servers: readonly Server[],
  postgres: number,
  request: LoadRequest,
  { rounds, seconds }: Options,
): Promise<Cost> {
  // The total number of connections stays the same, however many gateways share them.
  const connections = Math.ceil(CONNECTIONS / servers.length);
  const run = (length: number) =>
    Promise.all(servers.map((server) => measure(server, request, { seconds: length, connections })));
  await run(WARM_UP);
  const costs: Cost[] = [];
  for (let round = 0; round < rounds; round++) {
    const before = { gateways: sum(servers.map(({ pid }) => cpuOf(pid))), database: cpuOfFamily(postgres) };
    const samples = await run(seconds);
    const answered = sum(samples.map(({ perSecond }) => perSecond * seconds))!;
    const after = { gateways: sum(servers.map(({ pid }) => cpuOf(pid))), database: cpuOfFamily(postgres) };
    costs.push({
      perSecond: answered / seconds,
      gateway: each(before.gateways, after.gateways, answered),
      database: each(before.database, after.database, answered),
      p50: median(samples.map(({ p50 }: Sample) => p50)),
      p99: Math.max(...samples.map(({ p99 }: Sample) => p99)),
    });
  }
  const middle = (pick: (cost: Cost) => number) => median(costs.map(pick));
  const known = (pick: (cost: Cost) => number | null) =>
    costs.some((cost) => pick(cost) === null) ? null : middle((cost) => pick(cost)!);
  return {
    perSecond: middle(({ perSecond }) => perSecond),
    gateway: known(({ gateway }) => gateway),
    database: known(({ database }) => database),
    p50: middle(({ p50 }) => p50),
    p99: middle(({ p99 }) => p99),
  };
}

function sum(values: readonly (number | null)[]): number | null {
  return values.includes(null) ? null : (values as number[]).reduce((one, other) => one + other, 0);
}

function each(before: number | null, after: number | null, count: number): number | null {
  return before === null || after === null ? null : (after - before) / count;
}

function tableOf(title: string, counted: string, lines: readonly Line[]): Table {
  const first = (line: Line) => lines.find(({ request }) => request === line.request)!;
  return {
    title,
    columns: [
      'request',
      counted,
      'ratio',
      'requests/s',
      'gateway CPU ms',
      'database CPU ms',
      'p50 ms',
      'p99 ms',
    ],
    rows: lines.map((line) => [
      line.request,
      String(line.of),
      (line.perSecond / first(line).perSecond).toFixed(2),
      line.perSecond.toFixed(0),
      line.gateway?.toFixed(2) ?? '',
      line.database?.toFixed(2) ?? '',
      line.p50.toFixed(1),
      line.p99.toFixed(1),
    ]),
    notes: [`${CONNECTIONS} connections in all; CPU for one request; ${SIZE.posts} posts a workspace.`],
    data: lines,
  };
}
