import { join } from 'node:path';
import { freePort, MEASURED, type Server, startServer } from '../harness/children.ts';
import { installPeer, versionOf } from '../harness/install.ts';
import type { LoadRequest } from '../harness/load.ts';
import { BENCH, type Options, ROOT } from '../harness/options.ts';
import { contestTable, say, type Table } from '../harness/report.ts';
import { type Contestant, compete } from '../harness/rounds.ts';
import { type BenchDatabase, openBenchDatabase, run } from './database.ts';
import {
  graphqlPosts,
  postgraphileRequest,
  ROWS,
  readGraphql,
  readPostgraphile,
  readRest,
  restRequest,
  twoSubgraphs,
} from './requests.ts';

const POSTS = 20_000;
/** As many as connections: each is used by about one at a time. */
const KEYS = 20;

/** A page of posts from PostgreSQL by each way there is. */
export async function bench(options: Options): Promise<Table[]> {
  say(`Making ${POSTS} posts …`);
  const database = await openBenchDatabase({ posts: POSTS, keys: KEYS });
  const servers: Server[] = [];
  try {
    const notes: string[] = [];
    const contestants = [await plain(database, servers), ...(await ours(database, servers))];
    try {
      contestants.push(await postgraphile(database, servers));
    } catch (error) {
      notes.push(`Not timed: PostGraphile: ${(error as Error).message}`);
    }
    const table = contestTable(`posts: ${ROWS} of ${POSTS} posts`, await compete(contestants, options));
    return [{ ...table, notes: [...notes, ...table.notes] }];
  } finally {
    for (const server of servers.reverse()) await server.stop();
    await database.stop();
  }
}

async function plain(database: BenchDatabase, servers: Server[]): Promise<Contestant> {
  const { url: databaseUrl, workspaceId } = database;
  const server = await script(`${BENCH}/posts/serve-plain.ts`, { databaseUrl, workspaceId });
  servers.push(server);
  return { name: 'Fastify, Kysely and pg by hand', server, request: restRequest, read: readRest };
}

/** The product as it is started, on one process for all its addresses. */
async function ours(database: BenchDatabase, servers: Server[]): Promise<Contestant[]> {
  const port = await freePort();
  const server = await startServer({
    args: [join(ROOT, 'gateway/bin/tributary.js'), 'start'],
    port,
    core: MEASURED,
    env: { DATABASE_URL: database.url, HOST: '127.0.0.1', PORT: String(port), LOG_LEVEL: 'warn' },
  });
  servers.push(server);
  const keyed = (request: LoadRequest) => ({ ...request, rotate: { 'x-api-key': database.keys } });
  return [
    { name: 'Tributary, GET /api-posts', server, request: keyed(restRequest), read: readRest },
    { name: 'Tributary, POST /graphql', server, request: keyed(graphqlPosts), read: readGraphql },
    { name: 'Tributary, two subgraphs', server, request: keyed(twoSubgraphs), read: readGraphql },
  ];
}

async function postgraphile(database: BenchDatabase, servers: Server[]): Promise<Contestant> {
  const peer = installPeer('postgraphile');
  await run(database.url, POSTS_OF);
  const server = await script(join(peer, 'serve.mjs'), { databaseUrl: database.url });
  servers.push(server);
  return {
    name: `PostGraphile (${versionOf('postgraphile', 'postgraphile')})`,
    server,
    request: postgraphileRequest(database.workspaceId),
    read: readPostgraphile,
  };
}

/** How PostGraphile is told of a phrase search: a function that the planner can see through. */
const POSTS_OF = `
  create function posts.posts_of(workspace uuid, words text) returns setof posts.community_posts
    language sql stable as $$
      select * from posts.community_posts
      where workspace_id = workspace and search @@ words::tsquery
      order by posted_at desc, url, id
    $$;`;

async function script(file: string, options: object): Promise<Server> {
  const port = await freePort();
  return startServer({ args: [file, JSON.stringify({ ...options, port })], port, core: MEASURED });
}
