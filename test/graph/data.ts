import { creators } from '@tributary/creators';
import { inProcessPort } from '@tributary/gateway/graph';
import { posts } from '@tributary/posts';
import { eventually, http, importPosts, importRows, type TestApp } from '@tributary/test/support';
import { capture, createQuery } from '../support/intelligence.ts';

/** A workspace whose answers are known: it has `rows` of whatever an operation lists. */
export interface World {
  readonly app: TestApp;
  readonly key: string;
  readonly workspaceId: string;
  /** What names begin with, so that two worlds of one database share no account of a platform. */
  readonly prefix: string;
  readonly rows: number;
  /** The dataset of the mentions. */
  readonly dataset: string;
  /** The intelligence query of Nitro and Torque. */
  readonly query: string;
  /** The account of X that posts are published to. */
  readonly account: string;
}

const DAY = 86_400_000;
const HOUR = 3_600_000;
/** The first day of the posts; nothing else of these worlds is that old. */
export const BEGIN = Date.parse('2026-03-10T10:00:00Z');
/** Competitors that one query may have. */
const MOST_RIVALS = 20;

/** The day so many days after the first. */
export function dayAfter(days: number): string {
  return new Date(BEGIN + days * DAY).toISOString().slice(0, 10);
}

/** 0 to `count` - 1. */
export function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** Fills a workspace by the product's own doors: imports, mutations, REST. */
export async function fill(
  app: TestApp,
  workspace: 'ours' | 'theirs',
  { prefix, rows }: Pick<World, 'prefix' | 'rows'>,
): Promise<World> {
  const workspaceId = workspace === 'ours' ? app.workspaceId : app.otherId;
  const key = await app.key('native', { workspaceId });
  const world = { app, key, workspaceId, prefix, rows, dataset: '', query: '', account: '' };
  await addFunds(world);
  await addBuyers(world);
  await addCreators(world);
  await addTrends(world);
  const query = await addShares(world);
  const dataset = await addMentions(world);
  for (const day of upTo(snapshotsOf(world))) await capture(app, query, dayAfter(day), key);
  return { ...world, dataset, query, account: await addPublished({ ...world, dataset }) };
}

/** Money for looking up creators, as `tributary balance add` adds it: no key may. */
async function addFunds({ app, workspaceId }: World): Promise<void> {
  const graph = inProcessPort();
  graph.bind(app.app.graph);
  await graph.ask(workspaceId, 'mutation { addCreatorFunds(microDollars: 5000000) { microDollars } }');
}

/** Snapshots of the query; each has two brands. */
export function snapshotsOf({ rows }: Pick<World, 'rows'>): number {
  return Math.ceil(rows / 2);
}

/** Posts of X users who want to buy something else than what they have, each rival's share of voice known. */
async function addBuyers({ app, workspaceId, prefix, rows, key }: World): Promise<void> {
  const rivals = upTo(Math.min(rows, MOST_RIVALS));
  await createQuery(
    app,
    ['Okapi', ...rivals.map(rivalOf)].map((name) => ({ name })),
    { key },
  );
  await importPosts(
    app.database,
    workspaceId,
    upTo(rows).map((index) => ({
      source: 'x',
      url: `https://x.com/${prefix}buyer${index}/status/${1_000 + index}`,
      title: '',
      body: `We are looking for an alternative to ${rivalOf(index % rivals.length)}. We need a help desk for 40 people this week, our budget is $500 a month.`,
      author: `${prefix}buyer${index}`,
      posted_at: new Date(BEGIN + index * 60_000),
    })),
  );
  const { data } = await app.graphql('{ intelligenceQueries { nodes { id } } }', {}, key);
  await capture(app, data.intelligenceQueries.nodes[0].id, dayAfter(1), key);
}

/** A competitor: a name of one word that stands in no other. */
export function rivalOf(index: number): string {
  return `Zorblax${index}`;
}

/** Ada, who is whole, and the followed accounts; everybody else is known to the stand-in of X. */
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

/** In this hour and the last, three authors for each topic: the hour may end while a test runs. */
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

/** A topic: a word that is nowhere else. */
export function topicOf(index: number): string {
  return `quokka${index}`;
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

/** For each row a mention of Ada's, one of a fan of Nitro with a picture, one against Torque, and one of a topic. */
async function addMentions({ app, prefix, rows, key }: World): Promise<string> {
  const { data } = await app.graphql(
    `mutation { createDataset(input: { name: "desks", brands: [{ name: "Nitro" }, { name: "Torque" }] }) {
      ... on DatasetCreated { dataset { id } } } }`,
    {},
    key,
  );
  const dataset: string = data.createDataset.dataset.id;
  const mention = (kind: string, index: number, author: string, text: string, more: object = {}) => ({
    external_id: `${kind}${index}`,
    source: 'x',
    url: `https://x.com/${author}/status/${kind.length * 10_000 + index}`,
    author,
    text,
    posted_at: new Date(BEGIN + (index % snapshotsOf({ rows })) * DAY).toISOString(),
    ...more,
  });
  const records = upTo(rows).flatMap((index) => [
    mention('ada', index, `${prefix}ada`, `I love this wonderful desk, number ${index}. Great work!`, {
      ...{ views: 1_000, likes: 50 + index, comment_count: 0, shares: 0 },
    }),
    mention('nitro', index, `${prefix}lover${index}`, 'I love nitro, it is wonderful. Great work!', {
      media: [{ type: 'image', url: 'https://x.example/p.jpg' }],
      ...{ views: 1_000, likes: 100 + index, comment_count: 0, shares: 0 },
      // Outside of the days that are counted for shares of voice.
      posted_at: '2026-02-01T10:00:00Z',
    }),
    ...(index < snapshotsOf({ rows })
      ? [
          mention('hater', index, `${prefix}hater${index}`, 'I hate Torque. It is terrible and awful.', {
            likes: 7,
          }),
        ]
      : []),
    mention('topic', index, `${prefix}topical${index}`, `All about ${topicOf(index)}.`),
  ]);
  await app.graphql(
    'mutation ($dataset: ID!, $ndjson: String!) { startRun(datasetId: $dataset, input: { ndjson: $ndjson }) { __typename } }',
    { dataset, ndjson: records.map((record) => JSON.stringify(record)).join('\n') },
    key,
  );
  await eventually(async () => {
    const found = await app.graphql(
      'query ($id: ID!) { dataset(id: $id) { mentionsCount } }',
      { id: dataset },
      key,
    );
    if (found.data.dataset.mentionsCount !== records.length) throw new Error('The run is not over.');
  }, 30);
  return dataset;
}

/** Replies to the buyers, and one to a mention, published to an account of X. */
async function addPublished({ app, workspaceId, key, prefix, rows, dataset }: World): Promise<string> {
  const ask = async (query: string, variables: object) => {
    const { data, errors } = await app.graphql(query, variables, key);
    if (errors) throw new Error(JSON.stringify(errors));
    return data;
  };
  const { connectAccount } = await ask(
    `mutation { connectAccount(input: { platform: X, credentials: [{ name: "accessToken", value: "good" }] }) {
      ... on AccountConnected { account { id } } } }`,
    {},
  );
  const { communityPosts, mentions } = await ask(
    `query ($dataset: ID!) {
      communityPosts(filter: { source: X }, first: 100) { nodes { id author } }
      mentions(datasetIds: [$dataset], first: 1, filter: [[{ keyword: { operator: IS, value: "quokka0" } }]]) { nodes { id } }
    }`,
    { dataset },
  );
  const subjects = [
    ...communityPosts.nodes.map(({ id }: { id: string }) => ({ communityPostId: id })).slice(0, rows - 1),
    { mentionId: mentions.nodes[0].id },
  ];
  const rest = await app.key('social-crm', { workspaceId });
  const ids: string[] = [];
  for (const [index, inReplyTo] of subjects.entries()) {
    const input = {
      body: `${prefix} can help, number ${index}.`,
      accountIds: [connectAccount.account.id],
      inReplyTo,
    };
    const { createPost } = await ask(
      'mutation ($input: CreatePostInput!) { createPost(input: $input) { ... on PostCreated { post { id } } } }',
      { input },
    );
    ids.push(createPost.post.id);
  }
  const headers = { authorization: `Bearer ${rest}` };
  const publish = (id: string) =>
    http(app.url, `/social-crm/v1/posts/${id}/publish`, { method: 'POST', headers });
  const refused = (await Promise.all(ids.map(publish))).find(({ status }) => status >= 300);
  if (refused) throw new Error(`Publishing answered ${refused.status}: ${refused.text}`);
  await eventually(async () => {
    const { posts: published } = await ask(
      '{ posts(filter: { status: PUBLISHED }, first: 100) { nodes { id } } }',
      {},
    );
    if (published.nodes.length !== subjects.length) throw new Error('Not all are published yet.');
  }, 60);
  return connectAccount.account.id;
}
