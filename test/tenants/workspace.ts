import { creators } from '@tributary/creators';
import { ADMIN_SCOPE, scopesOf } from '@tributary/gateway/access';
import { inProcessPort } from '@tributary/gateway/graph';
import { subgraphs } from '@tributary/gateway/subgraphs';
import { operatorPrincipal, PRODUCTS } from '@tributary/kit/host';
import { posts } from '@tributary/posts';
import {
  eventually,
  fillWithDemo,
  http,
  importPosts,
  importRows,
  type TestApp,
} from '@tributary/test/support';
import { type Answer, firstResult } from './first-result.ts';

/** A workspace with the access of its own users. */
export interface Workspace {
  readonly app: TestApp;
  readonly id: string;
  readonly key: string;
  ask(query: string, variables?: object): Promise<Answer>;
}

/** The prefixes and names of ids and keys. */
export type Kind = keyof typeof FINDERS;

/** How a workspace's own users find its objects. */
export const FINDERS = {
  alertRule: find('{ alertRules { id } }', (data) => data.alertRules[0].id),
  account: find('{ connectedAccounts { nodes { id } } }', (data) => data.connectedAccounts.nodes[0].id),
  apiKey: find('{ viewer { workspace { keys { id } } } }', (data) => data.viewer.workspace.keys.at(-1).id),
  oauthClient: find(
    '{ viewer { workspace { oauthClients { id } } } }',
    (data) => data.viewer.workspace.oauthClients[0].id,
  ),
  invitation: find(
    '{ viewer { workspace { invitations { id } } } }',
    (data) => data.viewer.workspace.invitations[0].id,
  ),
  user: find('{ viewer { workspace { users { id } } } }', (data) => data.viewer.workspace.users[0].id),
  brand: find(
    '{ intelligenceQueries { nodes { primaryBrand { name } } } }',
    (data) => data.intelligenceQueries.nodes[0].primaryBrand.name,
  ),
  collection: find('{ collections { id } }', (data) => data.collections[0].id),
  communityPost: find('{ communityPosts { nodes { id } } }', (data) => data.communityPosts.nodes[0].id),
  dataset: find('{ datasets { nodes { id } } }', (data) => data.datasets.nodes[0].id),
  destination: find('{ destinations { id } }', (data) => data.destinations[0].id),
  delivery: find('{ __typename }', () => '5d1f5a0e-3f3f-4a6e-9d63-0a4a2b1f9c11'),
  creatorImport: find('{ creatorImports { nodes { id } } }', (data) => data.creatorImports.nodes[0].id),
  import: find('{ imports { nodes { id } } }', (data) => data.imports.nodes[0].id),
  media: find(
    'mutation { requestUpload(input: { filename: "a.png", contentType: "image/png", size: 10 }) { ... on UploadRequested { media { id } } } }',
    (data) => data.requestUpload.media.id,
  ),
  mention: find('{ mentions { nodes { id } } }', (data) => data.mentions.nodes[0].id),
  post: find('{ posts { nodes { id } } }', (data) => data.posts.nodes[0].id),
  query: find('{ intelligenceQueries { nodes { id } } }', (data) => data.intelligenceQueries.nodes[0].id),
  run: find(
    '{ datasets { nodes { runs { nodes { id } } } } }',
    (data) => data.datasets.nodes[0].runs.nodes[0].id,
  ),
  tracker: find('{ trackers { id } }', (data) => data.trackers[0].id),
  view: find('{ savedViews { id } }', (data) => data.savedViews[0].id),
  webhook: find('{ webhooks { id } }', (data) => data.webhooks[0].id),
  webhookDelivery: find('{ webhooks { deliveries { id } } }', (data) => data.webhooks[0].deliveries[0].id),
  xAccount: find(
    '{ followedAccounts { nodes { account { internalId } } } }',
    (data) => data.followedAccounts.nodes[0].account.internalId,
  ),
  xPost: find(
    '{ xPosts(filter: { threadStarters: true }) { nodes { id } } }',
    (data) => data.xPosts.nodes[0].id,
  ),
  xUsername: find(
    '{ xPosts { nodes { account { username } } } }',
    (data) => data.xPosts.nodes[0].account.username,
  ),
  creator: find('{ __typename }', () => 'charlidamelio'),
  creatorUrl: find('{ __typename }', () => 'https://www.tiktok.com/@charlidamelio'),
  creatorPost: find('{ __typename }', () => 'https://www.tiktok.com/@user/video/7123456789'),
};

// biome-ignore lint/suspicious/noExplicitAny: as above
function find(query: string, read: (data: any) => string | number) {
  return async ({ ask }: Pick<Workspace, 'ask'>): Promise<string | number> => {
    const { data, errors } = await ask(query);
    if (errors || !data) throw new Error(`${query}: ${JSON.stringify(errors)}`);
    return read(data);
  };
}

/** Returns an id of the same form that was never issued. */
export function scrambled(value: string | number): string | number {
  if (typeof value === 'number') return value + 900_000_001;
  const [, before, rest] = /^(https?:\/\/.*\/@?|[a-z]+_)?(.*)$/s.exec(value)!;
  const turned = rest!.replace(/[a-f]|[g-z]|[A-Z]|\d/g, (each) => {
    if (/\d/.test(each)) return String((Number(each) * 7 + 3) % 10);
    const [first, size] = /[a-f]/.test(each) ? [97, 6] : /[g-z]/.test(each) ? [103, 20] : [65, 26];
    return String.fromCharCode(first + ((each.charCodeAt(0) - first + 1) % size));
  });
  return (before ?? '') + turned;
}

/** Makes the first tracker find the first post, by a match like those that the runner logs. */
async function matchPost({ database }: TestApp, workspaceId: string, mark: string): Promise<void> {
  const url = `https://example.org/${mark}/1`;
  const item = {
    platform: 'hackernews',
    nativeId: url,
    url,
    kind: 'post',
    title: `Post ${mark} and ${mark}2, 1`,
    text: '',
    language: null,
    author: { handle: 'someone', displayName: null },
    createdAt: '2026-04-01T12:00:00Z',
    community: null,
    metrics: { likes: null, comments: null },
    media: [],
    links: [],
  };
  const { pool } = database.database;
  await pool.query(
    `insert into listening.deliveries (workspace_id, query_id, consumer, change, item, reasons, origin, found_at)
     select workspace_id, id, 'tracker', 'matched', $2, '{ "spans": [], "fields": [] }', 'tail', now()
     from posts.trackers where workspace_id = $1 order by created_at limit 1`,
    [workspaceId, item],
  );
  await eventually(async () => {
    const { rowCount } = await pool.query('select from posts.post_matches where workspace_id = $1', [
      workspaceId,
    ]);
    if (rowCount === 0) throw new Error('The match is not stored yet.');
  });
}

/** Creates a workspace and fills it over the public API. `mark` is in every text of it. */
export async function fill(app: TestApp, id: string, mark: string, server: string): Promise<Workspace> {
  // Never used, so that it can be revoked; the workspace's oldest key.
  await app.key('native', { workspaceId: id });
  const scopes = [...scopesOf(PRODUCTS), ADMIN_SCOPE];
  const key = await app.key('native', { workspaceId: id, scopes });
  const workspace = {
    app,
    id,
    key,
    ask: (query: string, variables: object = {}) =>
      query.startsWith('subscription')
        ? firstResult(app, key, query, variables)
        : app.graphql(query, variables, key),
  };
  const make = async (mutation: string, variables: object = {}) => {
    const { data, errors } = await workspace.ask(`mutation Fill${mutation}`, variables);
    const [made] = Object.values(data ?? {}) as { __typename: string }[];
    if (errors || /Invalid|NotFound|Conflict|Required/.test(made?.__typename ?? ''))
      throw new Error(`${mutation}: ${JSON.stringify({ data, errors })}`);
    // biome-ignore lint/suspicious/noExplicitAny: as above
    return made as any;
  };
  await importPosts(
    app.database,
    id,
    [1, 2].map((number) => ({
      url: `https://example.org/${mark}/${number}`,
      title: `Post ${mark} and ${mark}2, ${number}`,
    })),
  );
  await importRows(app.database, [creators, 'creators'], id, { platform: 'tiktok' }, [
    { username: `${mark}_creator`, full_name: mark },
  ]);
  await make('{ createUser(input: { email: "someone@example.org" }) { __typename } }');
  await make('{ inviteUser(input: { email: "invited@example.org" }) { __typename } }');
  await make('{ createOauthClient(input: { name: "client" }) { __typename } }');
  await make('{ setRetention(days: 36500) { __typename } }');
  for (const number of [1, 2]) {
    await make('($input: TrackerInput!) { createTracker(input: $input) { __typename } }', {
      input: { name: `${mark} ${number}`, query: `"${mark} ${number}"` },
    });
    await make('($body: String!) { createPost(input: { body: $body }) { __typename } }', {
      body: `${mark} ${number}`,
    });
    await make(
      '($brand: String!) { createIntelligenceQuery(input: { primaryBrand: { name: $brand }, competitorBrands: [{ name: "Nobody" }] }) { __typename } }',
      { brand: number === 1 ? `${mark}2` : mark },
    );
    await make(
      '($credentials: [CredentialInput!]!) { connectAccount(input: { platform: MASTODON, credentials: $credentials }) { __typename } }',
      {
        credentials: [
          { name: 'server', value: server },
          { name: 'accessToken', value: `token ${mark}` },
        ],
      },
    );
    await make('($name: String!) { createCollection(name: $name) { __typename } }', {
      name: `${mark} ${number}`,
    });
  }
  await matchPost(app, id, mark);
  for (const number of [1, 2])
    await make('($url: URL!) { createWebhook(input: { url: $url, types: [BALANCE_LOW] }) { __typename } }', {
      url: `${server}/hooks/${mark}/${number}`,
    });
  const webhook = await FINDERS.webhook(workspace);
  for (const _ of [1, 2])
    await make('($webhook: ID!) { testWebhook(id: $webhook) { __typename } }', { webhook });
  await addAlerts(workspace, mark, make);
  const queryId = await FINDERS.query(workspace);
  for (const date of ['2026-04-01', '2026-04-02'])
    await make(
      '($queryId: ID!, $date: Date!) { captureSnapshot(queryId: $queryId, date: $date) { __typename } }',
      { queryId, date },
    );
  // The newer dataset is the one that mentions are imported into.
  for (const name of [`${mark} empty`, mark])
    await make('($name: String!) { createDataset(input: { name: $name }) { __typename } }', { name });
  await make(
    '($body: String!, $account: ID!) { createPost(input: { body: $body, accountIds: [$account] }) { __typename } }',
    { body: `${mark} to an account`, account: await FINDERS.account(workspace) },
  );
  await ingest(workspace, mark, make);
  return workspace;
}

/** A destination, and rules and views, of which the first ones are used by no other object. */
async function addAlerts({ app, id }: Workspace, mark: string, make: Make): Promise<void> {
  // No platform of this machine verifies credentials.
  const { rows } = await app.database.database.pool.query<{ id: string }>(
    `insert into notifications.destinations (workspace_id, id, kind, name, account, credentials, created_at)
     select $1, gen_random_uuid(), 'email', $2, $2 || '@example.org', 'sealed', now() + number * interval '1 second'
     from generate_series(1, 2) as number
     returning id`,
    [id, mark],
  );
  for (const number of [1, 2]) {
    await make('($input: CreateSavedViewInput!) { createSavedView(input: $input) { __typename } }', {
      input: { name: `${mark} ${number}`, list: 'COMMUNITY_POSTS', arguments: '{}' },
    });
    await make('($input: AlertRuleInput!) { createAlertRule(input: $input) { __typename } }', {
      input: { name: `${mark} ${number}`, types: ['BALANCE_LOW'], destinationIds: [rows[1]!.id] },
    });
  }
}

type Make = (mutation: string, variables?: object) => Promise<unknown>;

/** Two mentions in one dataset, from two runs, and in a collection. */
async function ingest(workspace: Workspace, mark: string, make: Make): Promise<void> {
  const id = await FINDERS.dataset(workspace);
  for (const number of [1, 2]) {
    const ndjson = JSON.stringify({
      external_id: `${mark}${number}`,
      source: 'tiktok',
      text: `${mark} and ${mark}2, ${number}`,
      posted_at: '2026-04-01T00:00:00Z',
    });
    await make(
      '($id: ID!, $ndjson: String!) { startRun(datasetId: $id, input: { ndjson: $ndjson, analysis: true }) { __typename } }',
      { id, ndjson },
    );
  }
  await eventually(async () => {
    const { data } = await workspace.ask('{ mentions { totalCount } }');
    if (data.mentions.totalCount !== 2) throw new Error('The mentions are not there yet.');
  });
  const variables = { id: await FINDERS.collection(workspace), mention: await FINDERS.mention(workspace) };
  await make(
    '($id: ID!, $mention: ID!) { addToCollection(id: $id, mentionIds: [$mention]) { __typename } }',
    variables,
  );
}

/**
 * Posts of X accounts that only this workspace follows, and of one that every workspace follows.
 */
export async function importXPosts({ app, id }: Workspace, mark: string): Promise<void> {
  for (const account of [`${mark}_one`, `${mark}_two`, 'followed_by_all']) {
    const idOf = (number: number) =>
      `${mark.charCodeAt(0)}${account.length}${account.charCodeAt(8)}00${number}`;
    await importRows(app.database, [posts, 'x-posts'], id, { account }, [
      // A thread of two posts.
      ...[1, 2].map((number) => ({
        post_id: idOf(number),
        conversation_id: idOf(1),
        in_reply_to_user: account,
        content: `${mark} of ${account}, ${number}`,
        posted_at: new Date(),
      })),
      // The same post as in the other workspace, with a different text.
      { post_id: `7${account.length}7`, content: `${mark} and ${mark}2 of one post`, posted_at: new Date() },
    ]);
  }
}

/** Creators, their posts, and X accounts with their posts, which only one workspace has. */
export async function fillCatalogue({ app, id }: Workspace): Promise<void> {
  for (const subgraph of subgraphs.filter(({ name }) => name === 'creators' || name === 'posts'))
    await fillWithDemo(app, subgraph, id, new Date());
}

/** Adds funds, so that look-ups are not rejected before they start. */
export async function pay({ app, id }: Workspace): Promise<void> {
  const port = inProcessPort();
  port.bind(app.app.graph);
  await port.ask(
    { principal: operatorPrincipal(id) },
    'mutation { addCreatorFunds(microDollars: 50000000) { __typename } }',
  );
}

/** Sends a REST request as the workspace. */
export function rest({ app, key }: Workspace, method: string, path: string, body?: unknown, headers = {}) {
  return http(app.url, path, {
    method,
    key,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}
