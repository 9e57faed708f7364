import { join } from 'node:path';
import { freePort } from '@tributary/kit/testing';
import { MEASURED, type Server, startServer } from '../harness/children.ts';
import { type BenchWorkspace, openBenchDatabase, run } from '../harness/database.ts';
import { installPeer, versionOf } from '../harness/install.ts';
import { BENCH, type Options } from '../harness/options.ts';
import { keyed, startProduct } from '../harness/product.ts';
import { contestTable, say, type Table } from '../harness/report.ts';
import { type Contestant, compete } from '../harness/rounds.ts';
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
/** As many keys as connections, so that each key has about one request at a time. */
const KEYS = 20;

/** Compares the ways of reading a page of posts from PostgreSQL. */
export async function bench(options: Options): Promise<Table[]> {
  say(`Making ${POSTS} posts …`);
  const database = await openBenchDatabase();
  const servers: Server[] = [];
  try {
    const [workspace] = await database.addWorkspaces(1, { posts: POSTS, keys: KEYS });
    const given = { url: database.url, ...workspace! };
    const notes: string[] = [];
    const contestants = [await plain(given, servers), ...(await ours(given, servers))];
    try {
      contestants.push(await postgraphile(given, servers));
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

/** The workspace and its database. */
type Given = BenchWorkspace & { readonly url: string };

async function plain({ url: databaseUrl, id: workspaceId }: Given, servers: Server[]): Promise<Contestant> {
  const server = await script(`${BENCH}/posts/serve-plain.ts`, { databaseUrl, workspaceId });
  servers.push(server);
  return { name: 'Fastify, Kysely and pg by hand', server, request: restRequest, read: readRest };
}

/** Starts the product in one process for all its URLs. */
async function ours({ url, keys }: Given, servers: Server[]): Promise<Contestant[]> {
  const server = await startProduct(url, MEASURED);
  servers.push(server);
  return [
    { name: 'Tributary, GET /api-posts', server, request: keyed(restRequest, keys), read: readRest },
    { name: 'Tributary, POST /graphql', server, request: keyed(graphqlPosts, keys), read: readGraphql },
    { name: 'Tributary, two subgraphs', server, request: keyed(twoSubgraphs, keys), read: readGraphql },
  ];
}

async function postgraphile({ url, id }: Given, servers: Server[]): Promise<Contestant> {
  const peer = installPeer('postgraphile');
  await run(url, POSTS_OF);
  const server = await script(join(peer, 'serve.mjs'), { databaseUrl: url });
  servers.push(server);
  return {
    name: `PostGraphile (${versionOf('postgraphile', 'postgraphile')})`,
    server,
    request: postgraphileRequest(id),
    read: readPostgraphile,
  };
}

/** Defines the phrase search for PostGraphile: a function that the query planner can inline. */
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
