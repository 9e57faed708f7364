import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '@tributary/kit/testing';
import pg from 'pg';
import { cpuOf, cpuOfFamily, MEASURED, memoryOf, type Server, startServer } from '../harness/children.ts';
import { type BenchDatabase, type BenchWorkspace, openBenchDatabase, run } from '../harness/database.ts';
import { type Options, ROOT } from '../harness/options.ts';
import { say, type Table } from '../harness/report.ts';
import { median } from '../harness/rounds.ts';
import {
  openPublishingWorld,
  type PublishingPlatform,
  type PublishingWorld,
  publishAll,
} from './publishing.ts';

const WORKSPACES = 2;
/** Trackers per workspace, each with a word of its own. */
const TRACKERS = 500;
/** How often it is looked which posts are visible, in milliseconds. */
const LOOK_EVERY = 50;
/** How long posts may take to appear after the last one, in seconds, besides the interval. */
const PATIENCE = 60;

/** What a round has measured. */
interface Round {
  /** Seconds from publication to visibility, by platform. */
  readonly latencies: ReadonlyMap<string, readonly number[]>;
  /** Share of a core that the process used while posts were published, and the database's. */
  readonly cpu: number | null;
  readonly databaseCpu: number | null;
  readonly memory: number | null;
}

/**
 * From publication at a platform to visibility in `communityPosts`, while Bluesky streams 200 posts
 * a second and 1,000 trackers listen.
 */
export async function bench(options: Options): Promise<Table[]> {
  const database = await openBenchDatabase();
  const world = await openPublishingWorld();
  try {
    const workspaces = await database.addWorkspaces(WORKSPACES, { posts: 0, keys: 1 });
    const words = Array.from({ length: TRACKERS }, (_, number) => `gadget${number}`);
    for (const { id } of workspaces) await addTrackers(database.url, id, world, words);
    const rounds: Round[] = [];
    for (let number = 0; number < options.rounds; number++)
      rounds.push(await measure(database, workspaces, world, words, options.seconds));
    return [tableOf(world.platforms, rounds)];
  } finally {
    await world.stop();
    await database.stop();
  }
}

/** Adds trackers as `createTracker` does, without its rate limit. */
async function addTrackers(
  url: string,
  workspaceId: string,
  { platforms }: PublishingWorld,
  words: readonly string[],
): Promise<void> {
  const sources = platforms.map(({ source }) => source);
  await run(
    url,
    `with added as (
       insert into posts.trackers (workspace_id, name, folded, query, platforms, feeds, communities, context,
         status, created_at, changed_at)
       select $1, word, word, word || ' -jobs', $2, '{}', '[]', '', 'active', now(), now() from unnest($3::text[]) word
       returning workspace_id, id, query, platforms)
     insert into listening.queries (workspace_id, id, consumer, query, platforms, places, active, changed_at)
     select workspace_id, id, 'tracker', query, platforms, '{}', true, now() from added`,
    [workspaceId, sources, words],
  );
}

async function measure(
  database: BenchDatabase,
  workspaces: readonly BenchWorkspace[],
  world: PublishingWorld,
  words: readonly string[],
  seconds: number,
): Promise<Round> {
  await run(database.url, 'truncate posts.community_posts cascade');
  const server = await start(database.url, world.settings);
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    await untilFollowed(client, world.platforms.length);
    const watcher = watch(client, workspaces.length);
    const before = [cpuOf(server.pid), cpuOfFamily(database.pid)] as const;
    const published = await publishAll(world, words, seconds);
    const after = [cpuOf(server.pid), cpuOfFamily(database.pid)] as const;
    const longest = Math.max(...world.platforms.map(({ interval }) => interval));
    const seen = await watcher.until(published.size, longest + PATIENCE);
    const latencies = latenciesOf(world.platforms, published, seen);
    for (const workspace of workspaces) await checkGraph(server, workspace, published.size);
    const share = (from: number | null, to: number | null) =>
      from === null || to === null ? null : (to - from) / (seconds * 1_000);
    return {
      latencies,
      cpu: share(before[0], after[0]),
      databaseCpu: share(before[1], after[1]),
      memory: memoryOf(server.pid),
    };
  } finally {
    await client.end();
    await server.stop();
  }
}

async function start(databaseUrl: string, settings: Record<string, string>): Promise<Server> {
  const port = await freePort();
  return startServer({
    args: [join(ROOT, 'gateway/bin/tributary.js'), 'start'],
    port,
    core: MEASURED,
    env: {
      DATABASE_URL: databaseUrl,
      HOST: '127.0.0.1',
      PORT: String(port),
      LOG_LEVEL: 'warn',
      TRIBUTARY_LISTENING: 'on',
      ...settings,
    },
  });
}

/** Waits until a process has taken the lease of every source. */
async function untilFollowed(client: pg.Client, count: number): Promise<void> {
  const end = Date.now() + PATIENCE * 1_000;
  for (;;) {
    const { rows } = await client.query('select from listening.sources where held_until > now()');
    if (rows.length === count) break;
    if (Date.now() > end) throw new Error(`${rows.length} of ${count} sources are followed.`);
    await wait(LOOK_EVERY);
  }
  // The stream's connection is opened right after the lease was taken.
  await wait(2_000);
}

/** Records when each post becomes visible in all workspaces. */
function watch(client: pg.Client, workspaces: number) {
  const seen = new Map<string, number>();
  const ended = new AbortController();
  const looking = (async () => {
    while (!ended.signal.aborted) {
      const { rows } = await client.query(
        `select substring(body from '\\w+mark\\d+') as mark from posts.community_posts
         where body like '%mark%' group by 1 having count(*) = $1`,
        [workspaces],
      );
      const now = Date.now();
      for (const { mark } of rows) if (!seen.has(mark)) seen.set(mark, now);
      await wait(LOOK_EVERY);
    }
  })();
  return {
    async until(count: number, seconds: number): Promise<ReadonlyMap<string, number>> {
      const end = Date.now() + seconds * 1_000;
      while (seen.size < count && Date.now() < end) await wait(LOOK_EVERY);
      ended.abort();
      await looking;
      if (seen.size !== count) throw new Error(`${seen.size} of ${count} posts became visible.`);
      return seen;
    },
  };
}

function latenciesOf(
  platforms: readonly PublishingPlatform[],
  published: ReadonlyMap<string, number>,
  seen: ReadonlyMap<string, number>,
): Map<string, number[]> {
  const all = [...published].map(([mark, at]) => ({ mark, latency: (seen.get(mark)! - at) / 1_000 }));
  return new Map(
    platforms.map(({ source }) => [
      source,
      all.filter(({ mark }) => mark.startsWith(source)).map(({ latency }) => latency),
    ]),
  );
}

/** Checks that the graph shows what the database has. */
async function checkGraph(server: Server, { keys }: BenchWorkspace, count: number): Promise<void> {
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': keys[0]! },
    body: JSON.stringify({ query: '{ communityPosts { totalCount(exact: true) } }' }),
  });
  const { data } = (await response.json()) as { data: { communityPosts: { totalCount: number } } };
  const { totalCount } = data.communityPosts;
  if (totalCount !== count) throw new Error(`communityPosts has ${totalCount} posts instead of ${count}.`);
}

function tableOf(platforms: readonly PublishingPlatform[], rounds: readonly Round[]): Table {
  const share = (name: 'cpu' | 'databaseCpu') => {
    const values = rounds.map((round) => round[name]).filter((value) => value !== null);
    return values.length === 0 ? 'unknown' : `${Math.round(median(values) * 100)} %`;
  };
  const rows = platforms.map(({ source, interval, goal, perSecond, others }) => {
    const all = rounds.flatMap(({ latencies }) => latencies.get(source)!).sort((a, b) => a - b);
    say(`  ${source}: ${all.length} posts`);
    const at = (part: number) => all[Math.min(Math.floor(all.length * part), all.length - 1)]!.toFixed(2);
    return [
      source,
      interval === 0 ? 'stream' : String(interval),
      (perSecond / (others + 1)).toFixed(2),
      String(all.length),
      at(0.5),
      at(0.95),
      at(1),
      String(goal),
    ];
  });
  return {
    title: `listening: from publication to communityPosts, ${WORKSPACES * TRACKERS} trackers`,
    columns: ['', 'interval s', 'matches/s', 'posts', 'p50 s', 'p95 s', 'max s', 'goal s'],
    rows,
    notes: [
      `Of one core, the product used ${share('cpu')} and PostgreSQL ${share('databaseCpu')} while Bluesky streamed`,
      `${platforms[0]!.perSecond} posts a second. Every match is for a tracker in each of ${WORKSPACES} workspaces.`,
    ],
    data: rounds.map(({ latencies, ...rest }) => ({ ...rest, latencies: Object.fromEntries(latencies) })),
  };
}
