import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setInterval as ticks } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startApp } from '@tributary/gateway';
import { type EmbeddedPostgres, openEmbeddedPostgres } from '@tributary/kit/embedded-postgres';
import { silentLog, TEST_SECRETS_KEY, temporaryFolder, testConfig } from '@tributary/kit/testing';
import {
  type EventWitness,
  eventually,
  type GatewayProcess,
  http,
  openEventWitness,
  startGateway,
} from '@tributary/test/support';
import pg from 'pg';
import { liveBluesky } from '../upstreams/listening/live-bluesky.ts';
import type { PublicPost } from '../upstreams/listening/public-post.ts';
import { type StandIn, startStandIn } from '../upstreams/stand-in.ts';

/**
 * `npm run test:kills` runs 50 rounds; another `KILL_SEED` kills other processes at other moments.
 */
const ROUNDS = Number(process.env['KILL_ROUNDS'] ?? 1);
const SEED = Number(process.env['KILL_SEED'] ?? 1);
/** Posts published in a round, and how many of them are deleted in the next one. */
const POSTS = 150;
const DELETED = 30;
/** Events are recorded with every fifth post. */
const POSTS_PER_EVENT = 5;
/** Milliseconds between two posts. */
const PACE = 5;

const VICTIMS = ['first', 'second', 'server'] as const;
type Victim = (typeof VICTIMS)[number];

const bluesky = liveBluesky();
let standIn: StandIn;
let dataDir: string;
let key: string;
let witness: EventWitness;
const servers: EmbeddedPostgres[] = [];
const gateways = new Map<Victim, GatewayProcess>();

async function startServer(): Promise<string> {
  const server = await openEmbeddedPostgres({ dataDir, settings: { fsync: 'off', shared_buffers: '16MB' } });
  servers.push(server);
  return server.url;
}

async function start(): Promise<GatewayProcess> {
  return startGateway({
    env: {
      DATABASE_URL: servers.at(-1)!.url,
      SECRETS_KEY: TEST_SECRETS_KEY,
      TRIBUTARY_LISTENING: 'on',
      BLUESKY_JETSTREAM_URL: standIn.url.replace('http', 'ws'),
      BLUESKY_JETSTREAM_V1_URL: '',
      BLUESKY_APPVIEW_URL: standIn.url,
      WEBHOOKS_ALLOW_PRIVATE_ADDRESSES: 'true',
    },
  });
}

async function graphql(query: string) {
  const url = gateways.get('first')!.url;
  const headers = { 'content-type': 'application/json' };
  const answer = await http(url, '/graphql', {
    method: 'POST',
    key,
    headers,
    body: JSON.stringify({ query }),
  });
  return answer.json.data;
}

beforeAll(async () => {
  standIn = await startStandIn(bluesky.vendor);
  dataDir = await temporaryFolder('tributary-kills-');
  const config = testConfig({ DATABASE_URL: await startServer() });
  const app = await startApp(config, silentLog);
  const { id } = await app.admin.createWorkspace('kills');
  await app.admin.setPlan(id, 'community-tracker', 'team');
  key = (await app.admin.createKey(id, { kind: 'native' })).key;
  await app.stop();
  for (const name of ['first', 'second'] as const) gateways.set(name, await start());
  const urls = () => [...gateways.values()].map(({ url }) => url);
  witness = await openEventWitness({ workspaceId: id, key, query, gateways: urls });
  const webhook = `{ url: "${witness.webhookUrl}", types: [ACCOUNT_EXPIRED] }`;
  await graphql(`mutation { createWebhook(input: ${webhook}) { __typename } }`);
  const input = '{ name: "kumquats", query: "kumquat", platforms: [BLUESKY] }';
  await graphql(`mutation { createTracker(input: ${input}) { __typename } }`);
  // A stream without a position begins with what is published after it was opened.
  await eventually(async () => {
    bluesky.publish('an early kumquat');
    expect((await stored('an early')).posts).toBeGreaterThan(0);
  });
}, 120_000);
afterAll(async () => {
  await witness?.stop();
  for (const gateway of gateways.values()) await gateway.stop('SIGKILL');
  for (const server of servers) await server.stop();
  await standIn?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

/** Park and Miller's pseudorandom numbers from 0 to 1, so that a seed reproduces a run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

async function query(statement: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: servers.at(-1)!.url });
  client.on('error', () => {});
  try {
    await client.connect();
    return (await client.query(statement, values)).rows;
  } finally {
    await client.end().catch(() => {});
  }
}

interface Stored {
  readonly posts: number;
  readonly different: number;
  readonly matches: number;
}

/** Counts the stored posts whose text begins with a prefix. */
async function stored(prefix: string): Promise<Stored> {
  const [row] = await query(
    `select count(distinct p.id)::int as posts, count(distinct p.body)::int as different, count(m)::int as matches
     from posts.community_posts p
       left join posts.post_matches m on m.workspace_id = p.workspace_id and m.post_id = p.id
     where starts_with(p.body, $1)`,
    [prefix],
  );
  return row as unknown as Stored;
}

async function countDeleted(): Promise<number> {
  const [row] = await query('select count(deleted_at)::int as count from posts.community_posts');
  return row!['count'] as number;
}

/**
 * Publishes the posts of a round; records events, deletes posts of the preceding round, and kills,
 * on the way.
 */
async function publish(
  round: number,
  doomed: readonly PublicPost[],
  killAt: number,
  kill: () => void,
): Promise<PublicPost[]> {
  const published: PublicPost[] = [];
  const deletions = [...doomed];
  for await (const _ of ticks(PACE)) {
    published.push(bluesky.publish(`round ${round}: kumquat number ${published.length}`));
    const post = published.length % Math.floor(POSTS / DELETED) === 0 ? deletions.shift() : undefined;
    if (post) bluesky.remove(post);
    if (published.length === killAt) kill();
    if (published.length % POSTS_PER_EVENT === 0) witness.record();
    if (published.length === POSTS) break;
  }
  for (const post of deletions) bluesky.remove(post);
  return published;
}

async function serverPid(): Promise<number> {
  const text = await readFile(join(dataDir, 'postgres/data/postmaster.pid'), 'utf8');
  return Number(text.split('\n')[0]);
}

/** Starts what was killed again, as a service manager would. */
async function restart(victims: ReadonlySet<Victim>): Promise<void> {
  if (victims.has('server')) await startServer();
  for (const name of ['first', 'second'] as const) {
    if (!victims.has(name)) continue;
    await gateways.get(name)!.stop('SIGKILL');
    gateways.set(name, await start());
  }
  // Leases of a killed process expire after up to a minute; the test does not wait for that.
  await eventually(() => query('update listening.sources set held_until = now()'));
  await eventually(() => query('update notifications.queue set due_at = now() where lease is not null'));
}

test(
  `${ROUNDS} rounds of random kills: each post is stored once, deletions too, and each event reaches its readers in order`,
  async () => {
    const next = numbers(SEED);
    const one = () => VICTIMS[Math.floor(next() * VICTIMS.length)]!;
    let doomed: PublicPost[] = [];
    let deleted = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const victims = new Set([one(), one()]);
      const server = await serverPid();
      const published = await publish(round, doomed, Math.ceil(next() * POSTS), () => {
        if (victims.has('server')) process.kill(server, 'SIGKILL');
        for (const [name, gateway] of gateways) if (victims.has(name)) gateway.child.kill('SIGKILL');
      });
      deleted += doomed.length;
      await restart(victims);
      const expected = { posts: POSTS, different: POSTS, matches: POSTS };
      await eventually(async () =>
        expect({ round, victims, ...(await stored(`round ${round}:`)) }).toEqual({
          round,
          victims,
          ...expected,
        }),
      );
      await eventually(async () => expect(await countDeleted()).toBe(deleted));
      await eventually(async () => {
        const { log, arrived } = await witness.compare();
        expect(arrived).toEqual(log);
      });
      doomed = published.slice(0, DELETED);
    }
    const { communityPosts } = await graphql(
      '{ communityPosts(filter: { keyword: "kumquat number" }) { totalCount(exact: true) } }',
    );
    expect(communityPosts.totalCount).toBe(ROUNDS * POSTS - deleted);
  },
  60_000 + ROUNDS * 90_000,
);
