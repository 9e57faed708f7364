import { cpuOf, cpuOfFamily, type Server } from '../harness/children.ts';
import { type LoadRequest, measure, type Sample } from '../harness/load.ts';
import type { Options } from '../harness/options.ts';
import { say } from '../harness/report.ts';
import { median } from '../harness/rounds.ts';

/** Connections in all, however many gateways share them. */
export const CONNECTIONS = 20;
const WARM_UP = 8;

/** The cost of a request. */
export interface Cost {
  readonly perSecond: number;
  /** CPU time per request in milliseconds: together, of all gateways, and of PostgreSQL. */
  readonly cpu: number | null;
  readonly gateway: number | null;
  readonly database: number | null;
  readonly p50: number;
  readonly p99: number;
}

/** Loads all servers with each request in turn, round after round; returns the medians. */
export async function measureCosts(
  servers: readonly Server[],
  postgres: number,
  requests: readonly LoadRequest[],
  { rounds, seconds }: Options,
): Promise<Cost[]> {
  for (const request of requests) await loadAll(servers, request, WARM_UP);
  const costs: Cost[][] = requests.map(() => []);
  for (let round = 0; round < rounds; round++)
    for (const [index, request] of requests.entries())
      costs[index]!.push(await costOf(servers, postgres, request, seconds));
  return costs.map((samples) => {
    const cost = medianOf(samples);
    say(`  ${servers.length} gateways: ${cost.perSecond.toFixed(0)} a second, ${cost.cpu?.toFixed(2)} ms`);
    return cost;
  });
}

function loadAll(servers: readonly Server[], request: LoadRequest, seconds: number): Promise<Sample[]> {
  const connections = Math.ceil(CONNECTIONS / servers.length);
  return Promise.all(servers.map((server) => measure(server, request, { seconds, connections })));
}

async function costOf(
  servers: readonly Server[],
  postgres: number,
  request: LoadRequest,
  seconds: number,
): Promise<Cost> {
  const used = () => ({
    gateway: sum(servers.map(({ pid }) => cpuOf(pid))),
    database: cpuOfFamily(postgres),
  });
  const before = used();
  const samples = await loadAll(servers, request, seconds);
  const after = used();
  const answered = sum(samples.map(({ perSecond }) => perSecond * seconds))!;
  const gateway = each(before.gateway, after.gateway, answered);
  const database = each(before.database, after.database, answered);
  return {
    perSecond: answered / seconds,
    cpu: sum([gateway, database]),
    gateway,
    database,
    p50: median(samples.map(({ p50 }) => p50)),
    p99: Math.max(...samples.map(({ p99 }) => p99)),
  };
}

function medianOf(costs: readonly Cost[]): Cost {
  const known = (pick: (cost: Cost) => number | null) =>
    costs.some((cost) => pick(cost) === null) ? null : median(costs.map((cost) => pick(cost)!));
  return {
    perSecond: median(costs.map(({ perSecond }) => perSecond)),
    cpu: known(({ cpu }) => cpu),
    gateway: known(({ gateway }) => gateway),
    database: known(({ database }) => database),
    p50: median(costs.map(({ p50 }) => p50)),
    p99: median(costs.map(({ p99 }) => p99)),
  };
}

function sum(values: readonly (number | null)[]): number | null {
  return values.includes(null) ? null : (values as number[]).reduce((one, other) => one + other, 0);
}

function each(before: number | null, after: number | null, count: number): number | null {
  return before === null || after === null ? null : (after - before) / count;
}
