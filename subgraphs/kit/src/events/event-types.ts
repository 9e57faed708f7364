import { type Static, type TObject, type TSchema, Type } from 'typebox';

/** The contract of one type of event. */
export interface EventDefinition<Payload extends TObject = TObject> {
  /** When the event is recorded. */
  readonly description: string;
  /** The object that the event's `subject` identifies. */
  readonly subject: string;
  readonly payload: Payload;
  readonly example: Static<Payload>;
}

function event<Payload extends TObject>(
  description: string,
  subject: string,
  payload: Payload,
  example: Static<Payload>,
): EventDefinition<Payload> {
  return { description, subject, payload, example };
}

const text = (description: string) => Type.String({ description });
const count = (description: string) => Type.Integer({ minimum: 0, description });
const time = (description: string) => Type.String({ format: 'date-time', description });
const nullable = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);

const post = {
  postId: text('Id of the post.'),
  text: text('Text of the post, without the further posts of a thread.'),
};
const target = { ...post, accountId: text('Id of the account that the post is published to.') };
const POST = {
  postId: 'post_9f2c41d8a0b3',
  text: 'Launch day is here.',
};
const TARGET = { ...POST, accountId: 'acct_7c1e02b94f55' };

const publishing = {
  'post.scheduled': event(
    'A post was scheduled, or scheduled again for another time.',
    'post',
    Type.Object({
      ...post,
      scheduledAt: time('Time at which it will be published.'),
      accountIds: Type.Array(Type.String(), { description: 'Ids of the accounts it will be published to.' }),
    }),
    { ...POST, scheduledAt: '2026-05-04T09:00:00.000Z', accountIds: [TARGET.accountId] },
  ),
  'post.published': event(
    'A post was published to an account. A post for several accounts has one event for each.',
    'post',
    Type.Object({
      ...target,
      url: nullable(text('Public URL of the post; null if the platform has none.')),
      publishedAt: time('Time of publication.'),
    }),
    {
      ...TARGET,
      url: 'https://mastodon.example/@acme/113',
      publishedAt: '2026-05-04T09:00:02.417Z',
    },
  ),
  'post.failed': event(
    'A post was not published to an account and is not retried automatically.',
    'post',
    Type.Object({
      ...target,
      code: text('Reason: `refused`, `unavailable` or `credentials`.'),
      message: text('Description of the failure.'),
    }),
    { ...TARGET, code: 'refused', message: 'Mastodon answered 422: the text is too long.' },
  ),
  'post.unconfirmed': event(
    'The response of a platform was lost, so it is unknown whether the post was published.',
    'post',
    Type.Object({ ...target, message: text('Description of the failure.') }),
    { ...TARGET, message: 'The response of the platform was lost.' },
  ),
  'account.expired': event(
    'A platform rejected the credentials of an account, which must be connected again.',
    'connected account',
    Type.Object({ accountId: text('Id of the account.'), message: text("The platform's reason.") }),
    { accountId: TARGET.accountId, message: 'Mastodon answered 401.' },
  ),
};

const collecting = {
  'snapshot.captured': event(
    'A snapshot of share of voice was captured, or captured again for the same day.',
    'snapshot',
    Type.Object({
      snapshotId: text('Id of the snapshot.'),
      queryId: text('Id of the intelligence query.'),
      date: Type.String({ format: 'date', description: 'Last day of the counted range, in UTC.' }),
      replaced: Type.Boolean({ description: 'Whether it replaces an earlier snapshot of the day.' }),
      brands: Type.Array(
        Type.Object({
          name: text('Name of the brand.'),
          mentions: count('Number of mentions.'),
          percent: Type.Number({ description: 'Share of voice in per cent, with one decimal.' }),
        }),
        { description: 'Brands of the query, the primary brand first.' },
      ),
    }),
    {
      snapshotId: '5d0f6a34-6f0e-4c0e-9a54-0b8f6e1f2a11',
      queryId: '0b4f2e9c-51ab-4d0c-8e3d-5f7f3c0a9d27',
      date: '2026-05-03',
      replaced: false,
      brands: [
        { name: 'Acme', mentions: 312, percent: 62.4 },
        { name: 'Globex', mentions: 188, percent: 37.6 },
      ],
    },
  ),
  'tracker.spiked': event(
    'A tracker has found more posts in an hour than chance explains, compared with the same hours of four weeks. Reported at most every six hours.',
    'tracker',
    Type.Object({
      trackerId: text('Id of the tracker.'),
      name: text('Name of the tracker.'),
      count: count('Number of posts in the hour.'),
      expected: Type.Number({ description: 'Number of posts that is usual in such an hour.' }),
      from: time('Start of the hour.'),
      to: time('End of the hour.'),
      message: text('The same in words.'),
    }),
    {
      trackerId: '1f4c5f43-9d0f-4a7e-b9b5-0c4a0e0c7d11',
      name: 'Acme',
      count: 42,
      expected: 3.1,
      from: '2026-05-04T08:00:00.000Z',
      to: '2026-05-04T09:00:00.000Z',
      message: '"Acme" has found 42 posts in an hour; 3.1 are usual.',
    },
  ),
  'mention.matched': event(
    'A live dataset received a mention that is new to it. A mention of several datasets has one event for each.',
    'mention',
    Type.Object({
      mentionId: text('Id of the mention.'),
      datasetId: text('Id of the dataset.'),
      source: text('Platform of the mention.'),
      url: nullable(text('Address of the mention; null if it is unknown.')),
      title: text('Title of the mention; empty if it has none.'),
      text: text('Text of the mention; empty if it has none.'),
      author: text('Name of the author; empty if it is unknown.'),
      postedAt: time('Time at which the mention was published.'),
    }),
    {
      mentionId: 'post_01jt9xb7q4',
      datasetId: 'ds_01jt9wz8c2',
      source: 'hackernews',
      url: 'https://news.ycombinator.com/item?id=41203559',
      title: '',
      text: 'We have moved to Acme, and do not look back.',
      author: 'ada',
      postedAt: '2026-05-04T08:59:12.000Z',
    },
  ),
  'run.completed': event(
    'A run of a dataset has ended, successfully or not.',
    'run',
    Type.Object({
      runId: text('Id of the run.'),
      datasetId: text('Id of the dataset.'),
      status: text('Result: `completed` or `failed`.'),
      mentionsCount: count('Number of mentions that were stored or already known.'),
      rejectedCount: count('Number of records that were rejected.'),
      error: nullable(text('Description of the failure or the rejections; null if there are none.')),
    }),
    {
      runId: 'dr_01jt9x3m5v',
      datasetId: 'ds_01jt9wz8c2',
      status: 'completed',
      mentionsCount: 480,
      rejectedCount: 2,
      error: 'Line 17: createdAt is missing.',
    },
  ),
};

const communityPost = {
  postId: text('Id of the community post.'),
  source: text('Platform of the post.'),
  url: text('Address of the post.'),
  title: text('Title of the post; empty if it has none.'),
  text: text('Text of the post.'),
  author: text('Name of the author; empty if it is unknown.'),
  postedAt: time('Time at which the post was published.'),
};
const COMMUNITY_POST = {
  postId: '6b0f8f0e-2f55-4f6c-8c5e-7b0a3d0f9e21',
  source: 'hackernews',
  url: 'https://news.ycombinator.com/item?id=41203559',
  title: 'Ask HN: A help desk for a small team?',
  text: 'We are looking for an alternative to Acme.',
  author: 'ada',
  postedAt: '2026-05-04T08:59:12.000Z',
};
const TRACKER_ID = '1f4c5f43-9d0f-4a7e-b9b5-0c4a0e0c7d11';

const listening = {
  'tracker.matched': event(
    'A post was found that matches a tracker. A post that matches several trackers has one event for each.',
    'community post',
    Type.Object({
      ...communityPost,
      trackerId: text('Id of the tracker.'),
      relevance: text('Its relevance for the tracker: `high`, `medium` or `low`.'),
      origin: text('How it was found: `tail`, `search`, `place`, `backfill` or `sample`.'),
    }),
    { ...COMMUNITY_POST, trackerId: TRACKER_ID, relevance: 'high', origin: 'tail' },
  ),
  'post.scored': event(
    'A post that a tracker found was scored, or scored again with another result after it was edited. ' +
      'Imported posts have no such event.',
    'community post',
    Type.Object({
      ...communityPost,
      score: Type.Number({ description: 'How promising the author is as a prospect, from 1 to 10.' }),
      intent: nullable(
        text('Intent: `buying`, `pain_point`, `question` or `comparison`; null if the text shows none.'),
      ),
      urgency: text('Urgency: `high`, `medium` or `low`.'),
      action: text('Recommended action: `engage`, `monitor` or `ignore`.'),
    }),
    { ...COMMUNITY_POST, score: 8.5, intent: 'buying', urgency: 'high', action: 'engage' },
  ),
  'tracker.failing': event(
    'A source of a tracker could not be read for 15 minutes and at least three attempts. Recorded once until ' +
      'the source is read again.',
    'tracker',
    Type.Object({
      trackerId: text('Id of the tracker.'),
      source: text('Platform that cannot be read.'),
      place: nullable(text('Feed, community or instance that cannot be read; null if it is the platform.')),
      problem: text('Description of the problem.'),
      lastSuccessAt: nullable(
        time('Time of the last successful reading; null if there was none since the tracker was changed.'),
      ),
    }),
    {
      trackerId: TRACKER_ID,
      source: 'feeds',
      place: 'https://blog.acme.example/feed.xml',
      problem: 'Answered 503.',
      lastSuccessAt: '2026-05-04T08:30:00.000Z',
    },
  ),
};

const usage = {
  'balance.low': event(
    'A charge took the prepaid balance for lookups below its warning threshold.',
    'workspace',
    Type.Object({
      balanceMicros: count('Balance after the charge, in millionths of a US dollar.'),
      thresholdMicros: count('Warning threshold, in millionths of a US dollar.'),
    }),
    { balanceMicros: 998_000, thresholdMicros: 1_000_000 },
  ),
  'webhook.disabled': event(
    'A webhook was disabled, because its server answered 410 or every attempt failed for five days.',
    'webhook',
    Type.Object({
      webhookId: text('Id of the webhook.'),
      host: text('Host of its address.'),
      reason: text('Reason: `gone` or `failing`.'),
      message: text('Description of the reason.'),
    }),
    {
      webhookId: '9a5d1c64-0d0b-4c3c-8f0e-6f0f2f7f3a10',
      host: 'hooks.acme.example',
      reason: 'gone',
      message: 'The server answered 410.',
    },
  ),
  'destination.disabled': event(
    'A destination of alerts was disabled, because its platform rejected the credentials.',
    'destination',
    Type.Object({
      destinationId: text('Id of the destination.'),
      name: text('Name of the destination.'),
      kind: text('Kind: `slack`, `discord`, `telegram` or `email`.'),
      message: text("The platform's reason."),
    }),
    {
      destinationId: '4a1f7d52-8a4e-4c8f-a1b7-2d8f0f5b9c33',
      name: 'Team channel',
      kind: 'slack',
      message: 'slack: token_revoked',
    },
  ),
  'limit.reached': event(
    'A key used up a request limit. Recorded once in each window of the limit.',
    'API key',
    Type.Object({
      keyId: text('Id of the API key.'),
      limit: text('Name of the limit: `graphql`, or the product whose REST API is limited.'),
      max: count('Requests allowed in the window.'),
      resetsAt: time('End of the window.'),
    }),
    {
      keyId: '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
      limit: 'community-tracker',
      max: 5_000,
      resetsAt: '2026-05-05T00:00:00.000Z',
    },
  ),
};

/** Every type of event, with the schema of its payload. `docs/events.md` is generated from it. */
export const EVENTS = { ...publishing, ...listening, ...collecting, ...usage };

/** The name of a type of event, such as `post.published`. */
export type EventType = keyof typeof EVENTS;

export const EVENT_TYPES = Object.keys(EVENTS) as EventType[];

/** Whether text is the name of a type of event. */
export function isEventType(text: string): text is EventType {
  return Object.hasOwn(EVENTS, text);
}

/** An event to record: its payload must match the schema of its type. */
export type NewEvent = {
  [Type in EventType]: {
    readonly type: Type;
    /** Id of the object that the event is about. */
    readonly subject: string;
    readonly payload: Static<(typeof EVENTS)[Type]['payload']>;
  };
}[EventType];
