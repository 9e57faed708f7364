import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type NewEvent, recordEvents } from '@tributary/kit/events';
import { kyselyFor } from '@tributary/kit/postgres';
import { recordedEvents } from '@tributary/kit/testing';
import { eventually, importPosts, startTestApp, type TestApp } from '@tributary/test/support';
import { discord, type Platform, slackHooks, telegram } from '../../../test/upstreams/publishing/index.ts';
import { type MailServer, startMailServer } from '../../../test/upstreams/smtp.ts';
import { type StandIn, startStandIn } from '../../../test/upstreams/stand-in.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A platform with the messages that it has received. */
type Channel = StandIn & Pick<Platform, 'posts'>;

let app: TestApp;
let mail: MailServer;
let channels: Record<'slack' | 'discord' | 'telegram', Channel>;
let ahead = 0;
const made: { rules: string[]; destinations: string[] } = { rules: [], destinations: [] };

async function open(platform: Platform): Promise<Channel> {
  return Object.assign(await startStandIn(platform), { posts: platform.posts });
}

beforeAll(async () => {
  mail = await startMailServer();
  channels = {
    slack: await open(slackHooks()),
    discord: await open(discord()),
    telegram: await open(telegram()),
  };
  app = await startTestApp({
    settings: {
      SLACK_HOOKS_URL: channels.slack.url,
      DISCORD_URL: channels.discord.url,
      TELEGRAM_URL: channels.telegram.url,
      SMTP_URL: mail.url,
      SMTP_FROM: 'Tributary <alerts@example.org>',
    },
    clock: () => Date.now() + ahead,
  });
});
afterAll(async () => {
  await app.stop();
  await mail.stop();
  for (const channel of Object.values(channels)) await channel.stop();
});
afterEach(async () => {
  for (const id of made.rules.splice(0)) await run(`deleteAlertRule(id: "${id}") { __typename }`);
  for (const id of made.destinations.splice(0)) await run(`deleteDestination(id: "${id}") { __typename }`);
  for (const channel of Object.values(channels)) {
    channel.play('ok');
    channel.posts.length = 0;
  }
  mail.refuse(null);
  mail.mails.length = 0;
});

/** Runs a mutation; returns its result. */
async function run(text: string, variables: object = {}, declared = '') {
  const { data, errors } = await app.graphql(`mutation Run${declared} { ${text} }`, variables);
  expect(errors).toBeUndefined();
  const [result] = Object.values(data);
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it has asked for
  return result as any;
}

const SLACK = { webhookUrl: 'https://hooks.slack.com/services/T1/B1/secret' };
const DISCORD = { url: 'https://discord.com/api/webhooks/71/token' };
const TELEGRAM = { botToken: 'bot7:token'.slice(3), chatId: '@news' };

function requestDestination(kind: string, credentials: object, name = 'Team') {
  const listed = Object.entries(credentials).map(([name, value]) => ({ name, value }));
  return run(
    `createDestination(input: $input) {
       ... on DestinationCreated { destination { id account } } ... on Failure { message } ... on InvalidInput { field } }`,
    { input: { name, kind, credentials: listed } },
    '($input: CreateDestinationInput!)',
  );
}

async function createDestination(
  kind: string,
  credentials: object,
): Promise<{ id: string; account: string }> {
  const { destination, message } = await requestDestination(kind, credentials);
  if (!destination) throw new Error(message);
  made.destinations.push(destination.id);
  return destination;
}

function requestRule(input: object) {
  return run(
    `createAlertRule(input: $input) {
       ... on AlertRuleCreated { rule { id } } ... on Failure { message } ... on InvalidInput { field } }`,
    { input: { name: 'Failures', types: ['POST_FAILED'], ...input } },
    '($input: AlertRuleInput!)',
  );
}

async function createRule(input: object): Promise<string> {
  const { rule, message } = await requestRule(input);
  if (!rule) throw new Error(message);
  made.rules.push(rule.id);
  return rule.id;
}

/** The failure of a post whose text is `text`. */
function failure(text: string, postId = 'post_1'): NewEvent {
  const payload = { postId, text, accountId: 'acct_1', code: 'refused', message: 'Refused.' };
  return { type: 'post.failed', subject: postId, payload };
}

/** The match of a tracker with a post whose title is `title`. */
function matched(trackerId: string, title: string): NewEvent {
  const postId = '6b0f8f0e-2f55-4f6c-8c5e-7b0a3d0f9e21';
  const post = {
    postId,
    source: 'hackernews',
    url: 'https://example.org/post',
    title,
    text: '',
    author: 'ada',
  };
  const match = { trackerId, relevance: 'high', origin: 'tail', postedAt: '2026-05-04T08:59:12.000Z' };
  return { type: 'tracker.matched', subject: postId, payload: { ...post, ...match } };
}

function record(events: readonly NewEvent[], workspaceId = app.workspaceId): Promise<void> {
  const db = kyselyFor<object>(app.database.database.pool, 'events', []);
  return recordEvents({ db, workspaceId }, new Date(Date.now() + ahead), events);
}

/** Waits until a channel has a number of messages; returns their texts. */
async function arrived(channel: Channel, count: number): Promise<string[]> {
  await eventually(async () => expect(channel.posts).toHaveLength(count));
  return channel.posts.map(({ text }) => text);
}

async function destinationOf(id: string) {
  const { data } = await app.graphql(
    'query ($id: ID!) { node(id: $id) { ... on Destination { isEnabled disabledReason lastError } } }',
    { id },
  );
  return data.node;
}

/** Waits until the rules have seen every recorded event. */
const allSeen = () =>
  eventually(async () => {
    const { rows } = await app.database.database.pool.query(
      `select 'recorded' as unseen from events.recorded union all
       select 'logged' from events.events
         where sequence > (select sequence from notifications.positions where reader = 'alerts') limit 1`,
    );
    expect(rows).toEqual([]);
  });

/** Waits until no message and no rule is due, sooner or later. */
const idle = async () => {
  await allSeen();
  await eventually(async () => {
    const { rows } = await app.database.database.pool.query(
      "select work from notifications.queue where work <> 'delivery'",
    );
    expect(rows).toEqual([]);
  });
};

describe('a destination', () => {
  test.each([
    ['SLACK', SLACK, 'T1/B1'],
    ['DISCORD', DISCORD, 'News'],
    ['TELEGRAM', TELEGRAM, 'news'],
    ['EMAIL', { to: 'ada@example.org, bob@example.org' }, 'ada@example.org, bob@example.org'],
  ])('of kind %s is verified, encrypted, and sent a test', async (kind, credentials, account) => {
    const destination = await createDestination(kind, credentials);
    expect(destination.account).toBe(account);
    const { rows } = await app.database.database.pool.query(
      'select credentials from notifications.destinations where id = $1',
      [destination.id],
    );
    for (const value of Object.values(credentials)) expect(rows[0].credentials).not.toContain(value);
    const tested = await run(
      `testDestination(id: "${destination.id}") { ... on DestinationTested { destination { lastError } } }`,
    );
    expect(tested).toEqual({ destination: { lastError: null } });
    if (kind === 'EMAIL') {
      const [sent] = mail.mails;
      expect(sent).toMatchObject({
        from: 'alerts@example.org',
        to: ['ada@example.org', 'bob@example.org'],
        data: expect.stringContaining('Subject: Test of Team'),
      });
    } else {
      const channel = channels[kind.toLowerCase() as keyof typeof channels];
      expect(await arrived(channel, 1)).toEqual([expect.stringMatching(/^Test of Team\n\n/)]);
    }
  });

  test.each([
    ['SLACK', {}, 'The credentials were refused: channel is missing.'],
    [
      'SLACK',
      { webhookUrl: 'http://127.0.0.1/services' },
      'The credentials were refused: webhookUrl must be',
    ],
    ['DISCORD', {}, 'discord needs url.'],
    ['DISCORD', { url: 'http://10.0.0.1/admin' }, 'The credentials were refused: url must be'],
    [
      'DISCORD',
      { url: 'https://discord.com/api/webhooks/72/other' },
      'The credentials were refused: discord: Unknown',
    ],
    ['TELEGRAM', { botToken: '7:token' }, 'telegram needs chatId.'],
    ['EMAIL', { to: 'nobody' }, 'The credentials were refused: "nobody" is not an email address.'],
    ['EMAIL', { to: 'ada@example.org', password: 'x' }, 'email accepts to; not "password".'],
  ])('of kind %s with the credentials %j is refused', async (kind, credentials, message) => {
    expect(await requestDestination(kind, credentials)).toEqual({
      message: expect.stringContaining(message),
      field: 'input.credentials',
    });
  });

  test('by email is refused without a mail server', async () => {
    const plain = await startTestApp({ beside: app });
    const text = `mutation { createDestination(input: { name: "x", kind: EMAIL, credentials: [] }) {
      ... on InvalidInput { field message } } }`;
    const { data } = await plain.graphql(text);
    await plain.stop();
    expect(data.createDestination).toEqual({
      field: 'input.kind',
      message: expect.stringContaining('SMTP_URL'),
    });
  });

  test('that a rule uses cannot be deleted', async () => {
    const { id } = await createDestination('DISCORD', DISCORD);
    await createRule({ destinationIds: [id] });
    const result = await run(`deleteDestination(id: "${id}") { __typename ... on Failure { message } }`);
    expect(result).toEqual({
      __typename: 'Conflict',
      message: 'The destination is used by the alert rule "Failures".',
    });
  });
});

describe('an event', () => {
  test('is sent at once to the destinations of its rules, and not to other workspaces', async () => {
    const slack = await createDestination('SLACK', SLACK);
    const email = await createDestination('EMAIL', { to: 'ada@example.org' });
    await createRule({ destinationIds: [slack.id, email.id], query: 'launch' });
    await record([failure('The launch failed.')], app.otherId);
    await record([failure('Something else.'), failure('The <launch> has failed.')]);
    const [text] = await arrived(channels.slack, 1);
    expect(text).toContain('Failures\n\nThe &lt;launch&gt; has failed.');
    expect(text).toContain(app.url);
    await eventually(async () => expect(mail.mails).toHaveLength(1));
    expect(mail.mails[0]!.data).toContain('Subject: Failures');
    await idle();
    expect(channels.slack.posts).toHaveLength(1);
  });

  test('of a flood is part of one message that says so and shows five', async () => {
    const { id } = await createDestination('TELEGRAM', TELEGRAM);
    await createRule({ destinationIds: [id] });
    await record([failure('The first.')]);
    await arrived(channels.telegram, 1);
    for (let batch = 0; batch < 10; batch += 1)
      await record(Array.from({ length: 100 }, (_, index) => failure(`Number ${batch * 100 + index}.`)));
    await allSeen();
    expect(channels.telegram.posts).toHaveLength(1);
    ahead += MINUTE;
    const [, flood] = await arrived(channels.telegram, 2);
    expect(flood).toMatch(/^Failures: 1,000 events\n/);
    expect(flood).toMatch(/\n1\. Number 999\..*\n2\. Number 998\..*\n3\. .*\n4\. .*\n5\. Number 995\./);
    expect(flood).toContain('And 995 more.');
    await idle();
    expect(channels.telegram.posts).toHaveLength(2);
  });

  test('in quiet hours is sent at their end', async () => {
    const { id } = await createDestination('DISCORD', DISCORD);
    const clock = (offset: number) => new Date(Date.now() + ahead + offset).toISOString().slice(11, 16);
    await createRule({ destinationIds: [id], quietHours: { from: clock(-HOUR), to: clock(2 * HOUR) } });
    await record([failure('One.'), failure('Two.')]);
    await allSeen();
    expect(channels.discord.posts).toEqual([]);
    ahead += 2 * HOUR;
    expect((await arrived(channels.discord, 1))[0]).toMatch(/^Failures: 2 events\n/);
  });

  test('of a tracker is sent by the rules for this tracker', async () => {
    const create = (query: string) =>
      run(
        'createTracker(input: $input) { ... on TrackerCreated { tracker { id } } }',
        { input: { name: query, query } },
        '($input: TrackerInput!)',
      );
    const [coffee, tea] = [(await create('espresso')).tracker.id, (await create('oolong')).tracker.id];
    const { id } = await createDestination('DISCORD', DISCORD);
    const rule = { name: 'Coffee', types: ['TRACKER_MATCHED'], trackerIds: [coffee] };
    await createRule({ destinationIds: [id], ...rule });
    await record([matched(tea, 'Oolong at home'), matched(coffee, 'An espresso machine')]);
    const [text] = await arrived(channels.discord, 1);
    expect(text).toMatch(/^Coffee\n\nAn espresso machine/);
    expect(text).toContain('https://example.org/post');
    await idle();
    expect(channels.discord.posts).toHaveLength(1);
  });

  test('outside the saved view of a rule is not sent', async () => {
    await importPosts(app.database, app.workspaceId, [
      { url: 'https://example.org/a', title: 'An espresso machine' },
      { url: 'https://example.org/b', title: 'A kettle' },
    ]);
    const { data } = await app.graphql('{ communityPosts { nodes { id title } } }');
    const idOf = (title: string) =>
      data.communityPosts.nodes.find((each: { title: string }) => each.title === title).id as string;
    const view = await createView('{"filter": {"keyword": "espresso"}}');
    const { id } = await createDestination('DISCORD', DISCORD);
    await createRule({ destinationIds: [id], viewId: view.id });
    const about = (title: string) => failure(title, idOf(title));
    await record([about('A kettle'), about('An espresso machine'), failure('No post at all')]);
    const [text] = await arrived(channels.discord, 1);
    expect(text).toMatch(/^Failures\n\nAn espresso machine/);
    const refused = await run(`deleteSavedView(id: "${view.id}") { ... on Conflict { message } }`);
    expect(refused.message).toBe('The view is used by the alert rule "Failures".');
  });
});

describe('a platform that', () => {
  test('fails gets the message again', async () => {
    const { id } = await createDestination('DISCORD', DISCORD);
    await createRule({ destinationIds: [id] });
    channels.discord.play('limited');
    await record([failure('One.')]);
    await eventually(async () =>
      expect(await destinationOf(id)).toMatchObject({ isEnabled: true, lastError: expect.any(String) }),
    );
    channels.discord.play('ok');
    ahead += 2 * MINUTE;
    await arrived(channels.discord, 1);
    await eventually(async () => expect(await destinationOf(id)).toMatchObject({ lastError: null }));
  });

  test('rejects the credentials disables the destination, which is an event', async () => {
    const { id } = await createDestination('DISCORD', DISCORD);
    await createRule({ destinationIds: [id] });
    channels.discord.play('expired');
    await record([failure('One.')]);
    await eventually(async () =>
      expect(await destinationOf(id)).toMatchObject({ isEnabled: false, disabledReason: 'REJECTED' }),
    );
    const events = await recordedEvents(app.database, app.workspaceId);
    expect(events.filter(({ subject }) => subject === id)).toMatchObject([
      { type: 'destination.disabled', payload: { name: 'Team', kind: 'discord' } },
    ]);
    channels.discord.play('ok');
    await record([failure('Two.')]);
    await allSeen();
    ahead += MINUTE;
    await idle();
    expect(channels.discord.posts).toEqual([]);
  });

  test('refuses a message for good does not get it again', async () => {
    const { id } = await createDestination('EMAIL', { to: 'ada@example.org' });
    await createRule({ destinationIds: [id] });
    mail.refuse('550 No such user');
    await record([failure('One.')]);
    await eventually(async () =>
      expect(await destinationOf(id)).toMatchObject({
        isEnabled: true,
        lastError: expect.stringContaining('550 No such user'),
      }),
    );
    await idle();
  });
});

test.each([
  [{ types: [] }, 'input.types'],
  [{ name: ' ' }, 'input.name'],
  [{ destinationIds: [] }, 'input.destinationIds'],
  [{ destinationIds: ['4a1f7d52-8a4e-4c8f-a1b7-2d8f0f5b9c33'] }, 'input.destinationIds'],
  [{ trackerIds: ['unknown'] }, 'input.trackerIds'],
  [{ viewId: 'unknown' }, 'input.viewId'],
  [{ query: '(launch' }, 'input.query'],
  [{ timeZone: 'Europe/Atlantis' }, 'input.timeZone'],
  [{ timeZone: '+02:00' }, 'input.timeZone'],
  [{ at: '24:00' }, 'input.at'],
  [{ quietHours: { from: '22:00', to: 'late' } }, 'input.quietHours.to'],
  [{ quietHours: { from: '22:00', to: '22:00' } }, 'input.quietHours.to'],
])('a rule with %j is refused', async (input, field) => {
  const { id } = await createDestination('DISCORD', DISCORD);
  expect(await requestRule({ destinationIds: [id], ...input })).toEqual({
    message: expect.any(String),
    field,
  });
});

test('a workspace has at most 100 rules, listed page by page', async () => {
  const { id } = await createDestination('DISCORD', DISCORD);
  await createRule({ destinationIds: [id] });
  // By SQL, because the mutation has a limit of 60 calls per minute.
  const { rows } = await app.database.database.pool.query<{ id: string }>(
    `insert into notifications.alert_rules
       (workspace_id, id, name, types, destinations, schedule, is_enabled, after_sequence, created_at)
     select workspace_id, gen_random_uuid(), name, types, destinations, schedule, is_enabled, after_sequence,
       created_at + number * interval '1 ms'
     from notifications.alert_rules cross join generate_series(1, 99) as number order by number returning id`,
  );
  made.rules.push(...rows.map((rule) => rule.id));
  expect(await requestRule({ destinationIds: [id] })).toEqual({
    message: 'A workspace can have at most 100 alert rules.',
  });
  const listed: string[] = [];
  for (let after: string | null = null; ; after = listed.at(-1)!) {
    const { data } = await app.graphql(
      'query ($after: ID) { alertRules(first: 40, afterId: $after) { id } }',
      { after },
    );
    listed.push(...data.alertRules.map((rule: { id: string }) => rule.id));
    if (data.alertRules.length < 40) break;
  }
  expect(listed).toEqual(made.rules);
});

describe('a saved view', () => {
  test('is created, changed, listed and deleted', async () => {
    const { id } = await createView('{"filter": {"minScore": 7}}', 'Buyers');
    const changed = await run(
      `updateSavedView(id: "${id}", input: { name: "Keen buyers", arguments: "{}" }) {
         ... on SavedViewUpdated { view { name list arguments } } }`,
    );
    expect(changed).toEqual({ view: { name: 'Keen buyers', list: 'COMMUNITY_POSTS', arguments: '{}' } });
    const { data } = await app.graphql(
      '{ savedViews(list: COMMUNITY_POSTS) { id } mentions: savedViews(list: MENTIONS) { id } }',
    );
    expect(data.savedViews).toContainEqual({ id });
    expect(data.mentions).toEqual([]);
    expect(await run(`deleteSavedView(id: "${id}") { __typename }`)).toEqual({
      __typename: 'SavedViewDeleted',
    });
  });

  test.each([
    ['COMMUNITY_POSTS', 'no JSON'],
    ['COMMUNITY_POSTS', '[]'],
    ['COMMUNITY_POSTS', '{"first": 5}'],
    ['COMMUNITY_POSTS', '{"filter": {"minScore": 11}}'],
    ['COMMUNITY_POSTS', '{"filter": {"colour": "red"}}'],
    ['MENTIONS', '{"sort": "BEAUTY"}'],
    ['MENTIONS', '{"sources": []}'],
  ])('of %s is refused with the arguments %s', async (list, args) => {
    const result = await requestView({ name: 'View', list, arguments: args });
    expect(result).toMatchObject({ __typename: 'InvalidInput', field: 'input.arguments' });
  });

  test('needs a name of its own', async () => {
    const { id } = await createView('{}', 'Mine');
    const second = await requestView({ name: 'MINE', list: 'MENTIONS', arguments: '{}' });
    expect(second).toMatchObject({ __typename: 'Conflict', message: 'Another view is called "MINE".' });
    await run(`deleteSavedView(id: "${id}") { __typename }`);
  });
});

function requestView(input: object) {
  return run(
    `createSavedView(input: $input) {
       __typename ... on SavedViewCreated { view { id } } ... on Failure { message } ... on InvalidInput { field } }`,
    { input },
    '($input: CreateSavedViewInput!)',
  );
}

async function createView(args: string, name = 'Espresso'): Promise<{ id: string }> {
  const { view, message } = await requestView({ name, list: 'COMMUNITY_POSTS', arguments: args });
  if (!view) throw new Error(message);
  return view;
}
