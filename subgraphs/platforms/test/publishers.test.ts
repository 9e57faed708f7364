import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import * as upstreams from '../../../test/upstreams/publishing/index.ts';
import { type StandIn, startStandIn } from '../../../test/upstreams/stand-in.ts';
import {
  type Credentials,
  type OutgoingMedia,
  type OutgoingPost,
  PUBLISHING_PLATFORMS,
  PublishError,
  type Publisher,
  type PublishingPlatform,
} from '../src/index.ts';
import { openAll } from './support.ts';

interface Case {
  name: string;
  platform: PublishingPlatform;
  vendor: () => upstreams.Platform;
  /** Setting of the API's URL, if the account does not name it. */
  setting?: string;
  credentials: (url: string) => Credentials;
  handle: string;
  /** Result for an unconfirmed post that exists on the platform, and for one that does not. */
  settles: { standing: 'published' | 'again' | 'unknown'; missing: null | 'unknown' };
  /** Effect of sending again under the same reference. */
  again: 'one' | 'refused' | 'two';
  /**
   * Fault of a server error: `retry` if another request comes first, or if sending again is safe.
   */
  broken: 'unconfirmed' | 'retry';
  url: boolean;
}

const READS = { standing: 'published', missing: null } as const;
const BLIND = { standing: 'unknown', missing: 'unknown' } as const;

const cases: Case[] = [
  {
    name: 'bluesky',
    platform: 'bluesky',
    vendor: upstreams.bluesky,
    credentials: (server) => ({ identifier: 'someone.example', password: 'app', server }),
    handle: 'someone.example',
    settles: READS,
    again: 'one',
    broken: 'unconfirmed',
    url: true,
  },
  {
    name: 'mastodon',
    platform: 'mastodon',
    vendor: upstreams.mastodon,
    credentials: (server) => ({ server, accessToken: 'token' }),
    handle: 'someone@127.0.0.1',
    settles: READS,
    again: 'one',
    broken: 'retry',
    url: true,
  },
  {
    name: 'discord',
    platform: 'discord',
    vendor: upstreams.discord,
    setting: 'DISCORD_URL',
    credentials: () => ({ url: 'https://discord.com/api/webhooks/71/token' }),
    handle: 'News',
    settles: BLIND,
    again: 'two',
    broken: 'unconfirmed',
    url: false,
  },
  {
    name: 'slack by incoming webhook',
    platform: 'slack',
    vendor: upstreams.slackHooks,
    setting: 'SLACK_HOOKS_URL',
    credentials: () => ({ webhookUrl: 'https://hooks.slack.com/services/T1/B1/secret' }),
    handle: 'T1/B1',
    settles: BLIND,
    again: 'two',
    broken: 'unconfirmed',
    url: false,
  },
  {
    name: 'slack by bot',
    platform: 'slack',
    vendor: upstreams.slackBots,
    setting: 'SLACK_URL',
    credentials: () => ({ botToken: 'xoxb-7', channel: 'C1' }),
    handle: 'bot@Team/C1',
    settles: READS,
    again: 'two',
    broken: 'unconfirmed',
    url: true,
  },
  {
    name: 'telegram',
    platform: 'telegram',
    vendor: upstreams.telegram,
    setting: 'TELEGRAM_URL',
    credentials: () => ({ botToken: '7:token', chatId: '@news' }),
    handle: 'news',
    settles: BLIND,
    again: 'two',
    broken: 'unconfirmed',
    url: true,
  },
  {
    name: 'webhook',
    platform: 'webhook',
    vendor: upstreams.webhookReceiver,
    credentials: (url) => ({ url: `${url}/hook?token=hidden`, secret: upstreams.WEBHOOK_SECRET }),
    handle: '/hook',
    settles: { standing: 'again', missing: null },
    again: 'one',
    broken: 'retry',
    url: false,
  },
  {
    name: 'x',
    platform: 'x',
    vendor: upstreams.x,
    setting: 'X_URL',
    credentials: () => ({ accessToken: 'token' }),
    handle: 'jack',
    settles: READS,
    again: 'refused',
    broken: 'unconfirmed',
    url: true,
  },
  {
    name: 'linkedin',
    platform: 'linkedin',
    vendor: upstreams.linkedin,
    setting: 'LINKEDIN_URL',
    credentials: () => ({ accessToken: 'token' }),
    handle: 'urn:li:person:m7',
    settles: READS,
    again: 'two',
    broken: 'retry',
    url: true,
  },
  {
    name: 'linkedin for an application that may not read',
    platform: 'linkedin',
    vendor: () => upstreams.linkedin({ reads: false }),
    setting: 'LINKEDIN_URL',
    credentials: () => ({ accessToken: 'token', organization: '7' }),
    handle: 'urn:li:organization:7',
    settles: BLIND,
    again: 'two',
    broken: 'unconfirmed',
    url: true,
  },
  {
    name: 'devto',
    platform: 'devto',
    vendor: upstreams.devto,
    setting: 'DEV_URL',
    credentials: () => ({ apiKey: 'key' }),
    handle: 'someone',
    settles: READS,
    again: 'two',
    broken: 'unconfirmed',
    url: true,
  },
];

const BODY = 'Tea & <biscuits> 🫖 at https://tea.example/a_long_address?with=much';
const signal = new AbortController().signal;

function picture(contentType = 'image/png'): OutgoingMedia {
  return { contentType, size: 4, alt: 'A pot', read: async () => new Uint8Array([137, 80, 78, 71]) };
}

async function faultOf(trying: Promise<unknown>): Promise<PublishError> {
  const error = await trying.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(PublishError);
  return error as PublishError;
}

test('every platform has a publisher', () => {
  // The sandbox publishes to a database; see sandbox.test.ts.
  expect([...openAll().keys(), 'sandbox'].sort()).toEqual([...PUBLISHING_PLATFORMS].sort());
});

describe.each(cases)('$name', ({ platform, vendor, setting, credentials: own, ...expected }) => {
  let standIn: StandIn;
  let server: upstreams.Platform;
  let publisher: Publisher;
  let credentials: Credentials;
  let post: OutgoingPost;

  beforeEach(async () => {
    server = vendor();
    standIn = await startStandIn(server);
    publisher = openAll(setting ? { [setting]: standIn.url } : {}).get(platform)!;
    credentials = own(standIn.url);
    const startedAt = new Date();
    post = { body: BODY, thread: [], media: [], reference: await publisher.reserve(1), startedAt };
  });
  afterEach(() => standIn.stop());

  const publish = (other: Partial<OutgoingPost> = {}) =>
    publisher.publish({ ...post, ...other }, credentials, signal);

  test('verify returns the owner of the credentials', async () => {
    const account = await publisher.verify(credentials, signal, 'a workspace');
    expect(account.handle).toContain(expected.handle);
    expect(account.externalId).not.toBe('');
    expect(server.posts).toEqual([]);
    expect(JSON.stringify(account)).not.toContain('hidden');
  });

  test('refused credentials are reported as such', async () => {
    standIn.play('expired');
    expect(await faultOf(publisher.verify(credentials, signal, 'a workspace'))).toMatchObject({
      fault: 'credentials',
    });
    expect(await faultOf(publish())).toMatchObject({ fault: 'credentials' });
  });

  test('publishes the text', async () => {
    expect(publisher.check(post)).toEqual([]);
    const published = await publish();
    expect(server.posts).toHaveLength(1);
    if (platform !== 'slack' && platform !== 'linkedin') expect(server.posts[0]!.text).toBe(BODY);
    expect(published.url !== null).toBe(expected.url);
  });

  test('accepts as many pictures as its limit', async () => {
    const media = Array.from({ length: publisher.limits.media }, () => picture());
    expect(publisher.check({ body: BODY, thread: [], media: [...media, picture()] })).toMatchObject([
      { field: 'media' },
    ]);
    if (media.length === 0) return;
    expect(publisher.check({ body: BODY, thread: [], media: [picture('text/html')] })).toMatchObject([
      { field: 'media' },
    ]);
    await publish({ media });
    expect(server.posts[0]!.media).toBe(media.length);
    await publish({
      media: [picture()],
      body: 'Another',
      reference: await publisher.reserve(1),
    });
    expect(server.posts[1]!.media).toBe(1);
  });

  test('a thread is accepted only where it can be published atomically', () => {
    const refusal = { field: 'thread', message: expect.stringMatching(/does not support threads/) };
    const unfit = publisher.check({ body: BODY, thread: ['And another.'], media: [] });
    expect(unfit).toEqual(platform === 'bluesky' ? [] : [refusal]);
  });

  test('a file that cannot be read publishes nothing', async () => {
    if (publisher.limits.media === 0) return;
    const lost = { ...picture(), read: () => Promise.reject(new Error('The disk is gone.')) };
    expect(await faultOf(publish({ media: [lost] }))).toMatchObject({ fault: 'retry' });
    expect(server.posts).toEqual([]);
  });

  test('a refusal is final, with the platform’s message', async () => {
    standIn.play('refused');
    const error = await faultOf(publish());
    expect(error.fault).toBe('refused');
    expect(error.message.length).toBeGreaterThan(`${platform}: `.length);
    expect(server.posts).toEqual([]);
  });

  test('a rate limit states when the platform accepts the next request', async () => {
    standIn.play('limited');
    const error = await faultOf(publish());
    expect(error.fault).toBe('retry');
    expect(error.retryAfter).toBeGreaterThan(50);
    expect(error.retryAfter).toBeLessThanOrEqual(60);
  });

  test('a server that cannot be reached has received nothing', async () => {
    await standIn.stop();
    expect(await faultOf(publish())).toMatchObject({ fault: 'retry' });
  });

  test('a server error leaves the result unknown', async () => {
    await publisher.verify(credentials, signal, 'a workspace');
    standIn.play('broken');
    expect(await faultOf(publish())).toMatchObject({ fault: expected.broken });
    expect(server.posts).toEqual([]);
  });

  test('a response that does not end fails, and leaves the result unknown', async () => {
    standIn.play('oversized');
    // Only the status of a webhook's response matters.
    if (platform === 'webhook') return expect(await publish()).toMatchObject({ url: null });
    const error = await faultOf(publisher.verify(credentials, signal, 'a workspace'));
    expect(error).toMatchObject({ fault: 'retry' });
    expect(error.message).toBe(`${platform}: answered 200 with more than 4 MiB, which is not read.`);
  });

  test('a lost response leaves the result unknown, and reading back finds the post', async () => {
    standIn.play('lost');
    expect(await faultOf(publish())).toMatchObject({ fault: 'unconfirmed' });
    expect(server.posts).toHaveLength(1);
    standIn.play('ok');
    const found = await publisher.find(post, credentials, signal);
    const { standing } = expected.settles;
    if (standing === 'published') expect(found).toMatchObject({ id: expect.any(String) });
    else expect(found).toBe(standing === 'again' ? null : 'unknown');
  });

  test('a post that was never published is not found', async () => {
    expect(await publisher.find(post, credentials, signal)).toBe(expected.settles.missing);
  });

  test('an earlier post with the same text is not mistaken for it', async () => {
    if (expected.settles.standing !== 'published') return;
    await publish();
    const startedAt = new Date(Date.now() + 3_600_000);
    const later = { ...post, reference: await publisher.reserve(1), startedAt };
    expect(await publisher.find(later, credentials, signal)).toBeNull();
  });

  test('sending again with the same reference publishes once', async () => {
    const first = await publish();
    if (expected.again === 'refused') expect(await faultOf(publish())).toMatchObject({ fault: 'refused' });
    else if (expected.again === 'one') expect(await publish()).toEqual(first);
    else await publish();
    expect(server.posts).toHaveLength(expected.again === 'two' ? 2 : 1);
  });

  test('a text that is too long or empty is refused', () => {
    expect(publisher.check({ body: ' ', thread: [], media: [] })).toMatchObject([{ field: 'body' }]);
    // A Mastodon server defines its own limit.
    if (platform === 'mastodon') return;
    const long = `A title\n${'a '.repeat(publisher.limits.length)}`;
    expect(publisher.check({ body: long, thread: [], media: [] })).toContainEqual(
      expect.objectContaining({ field: 'body' }),
    );
  });
});
