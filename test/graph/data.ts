import { creators } from '@tributary/creators';
import { ADMIN_SCOPE, SCOPES, WORKSPACE_SCOPES } from '@tributary/gateway/access';
import { inProcessPort } from '@tributary/gateway/graph';
import { DAY } from '@tributary/kit';
import { operatorPrincipal } from '@tributary/kit/host';
import { posts } from '@tributary/posts';
import { importPosts, importRows, type TestApp } from '@tributary/test/support';
import { capture, createQuery } from '../support/intelligence.ts';
import { addAlerts } from './data-alerts.ts';
import { addListed } from './data-lists.ts';
import { addMentions, addPublished } from './data-said.ts';
import { addUsage } from './data-usage.ts';
import { addWebhooks } from './data-webhooks.ts';
import {
  BEGIN,
  competitorOf,
  dayAfter,
  HOUR,
  MAX_COMPETITORS,
  snapshotsOf,
  topicOf,
  upTo,
  type World,
} from './shape.ts';

/** Every scope that a key can have. */
export const ALL_SCOPES = [...new Set(Object.values(SCOPES).flat()), ...WORKSPACE_SCOPES, ADMIN_SCOPE];

/** Fills a workspace over the public API: imports, mutations, REST. */
export async function fill(
  app: TestApp,
  workspace: 'ours' | 'theirs',
  { prefix, rows }: Pick<World, 'prefix' | 'rows'>,
): Promise<World> {
  const workspaceId = workspace === 'ours' ? app.workspaceId : app.otherId;
  const key = await app.key('native', { workspaceId, scopes: ALL_SCOPES });
  const world = { app, key, workspaceId, prefix, rows, dataset: '', query: '', account: '' };
  await addFunds(world);
  await addBuyers(world);
  await addCreators(world);
  await addTrends(world);
  const query = await addShares(world);
  const dataset = await addMentions(world);
  for (const day of upTo(snapshotsOf(world))) await capture(app, query, dayAfter(day), key);
  const account = await addPublished({ ...world, dataset });
  await addListed({ ...world, dataset });
  await addWebhooks(world);
  await addAlerts(world);
  await addUsage(world);
  return { ...world, dataset, query, account };
}

/** Adds funds for look-ups of creators, as `tributary balance add` does: no key may do so. */
async function addFunds({ app, workspaceId }: World): Promise<void> {
  const graph = inProcessPort();
  graph.bind(app.app.graph);
  await graph.ask(
    { principal: operatorPrincipal(workspaceId) },
    'mutation { addCreatorFunds(microDollars: 5000000) { microDollars } }',
  );
}

/**
 * Posts of X users who want to replace what they have, with a known share of voice for each
 * competitor.
 */
async function addBuyers({ app, workspaceId, prefix, rows, key }: World): Promise<void> {
  const competitors = upTo(Math.min(rows, MAX_COMPETITORS));
  await createQuery(
    app,
    ['Okapi', ...competitors.map(competitorOf)].map((name) => ({ name })),
    { key },
  );
  await importPosts(
    app.database,
    workspaceId,
    upTo(rows).map((index) => ({
      source: 'x',
      url: `https://x.com/${prefix}buyer${index}/status/${1_000 + index}`,
      title: '',
      body: `We are looking for an alternative to ${competitorOf(index % competitors.length)}. We need a help desk for 40 people this week, our budget is $500 a month.`,
      author: `${prefix}buyer${index}`,
      posted_at: new Date(BEGIN + index * 60_000),
    })),
  );
  const { data } = await app.graphql('{ intelligenceQueries { nodes { id } } }', {}, key);
  await capture(app, data.intelligenceQueries.nodes[0].id, dayAfter(1), key);
}

/**
 * Ada, who has every field, and the followed accounts; the stand-in for X knows the other users.
 */
async function addCreators({ app, workspaceId, prefix, rows }: World): Promise<void> {
  const ada = `${prefix}ada`;
  const at = (days: number) => new Date(Date.now() - days * DAY);
  const profile = {
    username: ada,
    full_name: 'Ada L.',
    bio: 'Engines. Write to ada@example.org',
    is_verified: 'true',
  };
  const catalogue = (kind: string, added: Parameters<typeof importRows>[4]) =>
    importRows(app.database, [creators, kind], workspaceId, { platform: 'twitter' }, added);
  await catalogue('creators', [{ ...profile, followers: 900, measured_at: at(20) }]);
  await catalogue('creators', [{ ...profile, followers: 1_000, measured_at: at(10) }]);
  await catalogue(
    'creator-posts',
    upTo(3).map((index) => ({
      url: `https://x.com/${ada}/status/${10 + index}`,
      username: ada,
      views: 1_000 * (index + 1),
      likes: 100,
      comments: 10,
      shares: 10,
      created_at: new Date(BEGIN + index * HOUR),
    })),
  );
  for (const index of upTo(rows)) {
    const account = index === 0 ? ada : `${prefix}fan${index}`;
    await catalogue('creators', [{ username: `${prefix}known${index}`, followers: 10 + index }]);
    const post = (id: number, content: string, likes: number, thread = {}) => ({
      post_id: String(BigInt(prefix.charCodeAt(0)) * 1_000_000n + BigInt(index * 10 + id)),
      content,
      likes,
      retweets: 2,
      replies: 1,
      posted_at: new Date(BEGIN + index * HOUR + id * 60_000),
      ...thread,
    });
    const opens = post(1, 'Engines weave algebra. They do not tire.', 30);
    const thread = { conversation_id: opens.post_id };
    await importRows(app.database, [posts, 'x-posts'], workspaceId, { account }, [
      { ...opens, ...thread },
      post(2, 'The second part of it.', 20, {
        ...thread,
        in_reply_to_post: opens.post_id,
        in_reply_to_user: account,
      }),
      post(3, 'By itself.', 10),
    ]);
  }
}

/**
 * Three authors for each topic, in this hour and in the last: the hour may end while a test runs.
 */
async function addTrends({ app, workspaceId, rows }: World): Promise<void> {
  const hour = Math.floor(Date.now() / HOUR) * HOUR;
  await importPosts(
    app.database,
    workspaceId,
    upTo(rows).flatMap((topic) =>
      [hour - HOUR, hour].flatMap((begin) =>
        ['ann', 'ben', 'cat'].map((author) => ({
          source: 'lobsters',
          url: `https://lobste.rs/s/${topic}-${begin}-${author}`,
          title: topicOf(topic),
          author,
          posted_at: new Date(begin + 1_000),
        })),
      ),
    ),
  );
}

/** Nitro on Hacker News and Torque on Reddit, once a day. */
async function addShares({ app, workspaceId, key, ...world }: World): Promise<string> {
  const brands = [{ name: 'Nitro' }, { name: 'Torque' }];
  const options = { communities: ['hackernews', 'reddit', 'x'], rangeDays: 1, key };
  const query = await createQuery(app, brands, options);
  await importPosts(
    app.database,
    workspaceId,
    upTo(snapshotsOf(world)).flatMap((day) => [
      {
        source: 'hackernews',
        url: `https://news.ycombinator.com/item?id=${500 + day}`,
        title: `Nitro on day ${day}`,
        posted_at: new Date(BEGIN + day * DAY),
      },
      {
        source: 'reddit',
        url: `https://www.reddit.com/r/desks/comments/d${day}`,
        title: `Torque on day ${day}`,
        subreddit: 'desks',
        posted_at: new Date(BEGIN + day * DAY),
      },
    ]),
  );
  return query;
}
