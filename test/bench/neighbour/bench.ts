import { MEASURED, type Server } from '../harness/children.ts';
import { type BenchWorkspace, openBenchDatabase } from '../harness/database.ts';
import { ask, graphqlRequest, type LoadRequest } from '../harness/load.ts';
import { mix, type Window } from '../harness/mix.ts';
import type { Options } from '../harness/options.ts';
import { keyed, startProduct } from '../harness/product.ts';
import { say, type Table } from '../harness/report.ts';
import { median } from '../harness/rounds.ts';

/** The expensive workspace, and its neighbour. */
const EXPENSIVE = { posts: 200_000, keys: 4 };
const BESIDE = { posts: 20_000, keys: 4 };
/**
 * The most that four keys may send, at 600 requests a minute each, and the number of concurrent
 * requests.
 */
const RATE = 40;
const CONNECTIONS = 100;
const READS = 20;
const READ_CONNECTIONS = 5;
const WARM_UP = 5;

/** The most expensive single operation: 50 root fields, each a count over all posts. */
const COUNTS = Array.from(
  { length: 50 },
  (_, index) => `a${index}: communityPosts(skip: ${index}) { totalCount(exact: true) }`,
);
/** Pages deep in the list. */
const PAGES = Array.from(
  { length: 10 },
  (_, index) =>
    `a${index}: communityPosts(first: 100, skip: ${100_000 + index}) { nodes { id title body likes } }`,
);
const OPERATIONS: Readonly<Record<string, LoadRequest>> = {
  'counts of all posts': graphqlRequest(`{ ${COUNTS.join(' ')} }`),
  'deep pages': graphqlRequest(`{ ${PAGES.join(' ')} }`),
};
const READ: LoadRequest = { path: '/api-posts?keyword=open+source&limit=10', method: 'GET', headers: {} };

interface World {
  readonly server: Server;
  readonly expensive: BenchWorkspace;
  readonly beside: BenchWorkspace;
}

interface Phase {
  readonly name: string;
  readonly reads: Window;
  /** The expensive workspace's responses; null in the quiet phase. */
  readonly expensive: Window | null;
}

/**
 * One workspace sends the most expensive operations that its limits allow while another reads its
 * posts.
 */
export async function bench({ rounds, seconds }: Options): Promise<Table[]> {
  say(`Making ${EXPENSIVE.posts} and ${BESIDE.posts} posts …`);
  const database = await openBenchDatabase();
  try {
    const [expensive] = await database.addWorkspaces(1, EXPENSIVE);
    const [beside] = await database.addWorkspaces(1, BESIDE);
    const server = await startProduct(database.url, MEASURED);
    try {
      const world = { server, expensive: expensive!, beside: beside! };
      await read(world, WARM_UP);
      await checkOperations(world);
      const phases: Phase[] = [];
      for (let round = 1; round <= rounds; round++) phases.push(...(await runRound(world, seconds)));
      return [tableOf(phases, seconds)];
    } finally {
      await server.stop();
    }
  } finally {
    await database.stop();
  }
}

/** Sends each operation once: one that is rejected would cost nothing and prove nothing. */
async function checkOperations({ server, expensive }: World): Promise<void> {
  for (const request of Object.values(OPERATIONS))
    await ask(server, keyed(request, expensive.keys)).catch((error: Error) => {
      if (error.message.startsWith('HTTP 400')) throw error;
    });
}

async function runRound(world: World, seconds: number): Promise<Phase[]> {
  const phases: Phase[] = [{ name: 'quiet', reads: await read(world, seconds), expensive: null }];
  for (const [name, request] of Object.entries(OPERATIONS)) {
    const { server, expensive: from } = world;
    const requests = [keyed(request, from.keys)];
    const load = { url: server.url, requests, connections: CONNECTIONS, rate: RATE };
    const [reads, expensive] = await Promise.all([read(world, seconds), oneWindow({ ...load, seconds })]);
    phases.push({ name, reads, expensive });
  }
  for (const { name, reads, expensive } of phases)
    say(
      `  ${name}: ${reads.answered} reads, ${reads.failed} failed, p95 ${reads.p95.toFixed(1)} ms; ` +
        `${expensive ? `${expensive.answered} operations answered, ${expensive.failed} not as asked` : ''}`,
    );
  return phases;
}

function read({ server, beside }: World, seconds: number): Promise<Window> {
  const requests = [keyed(READ, beside.keys)];
  return oneWindow({ url: server.url, requests, connections: READ_CONNECTIONS, rate: READS, seconds });
}

async function oneWindow(options: Omit<Parameters<typeof mix>[0], 'window'>): Promise<Window> {
  let first: Window | undefined;
  for await (const window of mix({ ...options, window: options.seconds })) first ??= window;
  if (!first) throw new Error('No response was received.');
  return first;
}

function tableOf(phases: readonly Phase[], seconds: number): Table {
  const p95 = (name: string) =>
    median(phases.filter((phase) => phase.name === name).map(({ reads }) => reads.p95));
  const quiet = p95('quiet');
  return {
    title: `neighbour: ${seconds} s a phase`,
    columns: [
      'phase',
      'reads',
      'failed',
      'p50 ms',
      'p95 ms',
      'p95 ratio',
      'operations answered',
      'refused or failed',
    ],
    rows: [...new Set(phases.map(({ name }) => name))].map((name) => {
      const all = phases.filter((phase) => phase.name === name);
      const sum = (numbers: readonly number[]) => String(numbers.reduce((total, each) => total + each, 0));
      return [
        name,
        sum(all.map(({ reads }) => reads.answered)),
        sum(all.map(({ reads }) => reads.failed)),
        median(all.map(({ reads }) => reads.p50)).toFixed(1),
        p95(name).toFixed(1),
        (p95(name) / quiet).toFixed(2),
        sum(all.map(({ expensive }) => expensive?.answered ?? 0)),
        sum(all.map(({ expensive }) => expensive?.failed ?? 0)),
      ];
    }),
    notes: [
      `${RATE} operations a second over ${CONNECTIONS} connections by one workspace of ${EXPENSIVE.posts} posts; beside it ${READS} ` +
        "a second of another's GET /api-posts.",
    ],
    data: { phases },
  };
}
