import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { UpstreamError } from '@tributary/kit/http-client';
import { bluesky } from '../../../test/upstreams/bluesky.ts';
import { facebook } from '../../../test/upstreams/facebook.ts';
import { instagram } from '../../../test/upstreams/instagram.ts';
import { linkedin } from '../../../test/upstreams/linkedin.ts';
import { mastodon } from '../../../test/upstreams/mastodon.ts';
import { type StandIn, startStandIn, type Vendor } from '../../../test/upstreams/stand-in.ts';
import { tiktok } from '../../../test/upstreams/tiktok.ts';
import { x } from '../../../test/upstreams/x.ts';
import { youtube } from '../../../test/upstreams/youtube.ts';
import {
  type CreatorPlatform,
  type Operation,
  openStatistics,
  type SourceOutcome,
  type SourceSubject,
  type StatisticsSource,
} from '../src/index.ts';
import type { SourceCapability } from '../src/statistics/statistics-source.ts';
import { policyWith, settingsWith } from './support.ts';

interface Case {
  name: string;
  platform: CreatorPlatform;
  vendor: Vendor;
  settings: Record<string, string>;
  /** Setting of the API's URL. */
  setting: string;
  /** A creator and a post that the stand-in knows. */
  creator: string;
  post: string;
  /** Metrics that this platform never returns. */
  untold: string[];
  /** Effect of renamed fields: understood, or a malformed response. */
  renamed: 'understood' | 'malformed';
  /** The metric that a post can hide, if any. */
  hides: 'likes' | 'views';
  most: number;
}

const cases: Case[] = [
  {
    name: 'youtube',
    platform: 'youtube',
    vendor: youtube,
    settings: { YOUTUBE_KEY: 'k' },
    setting: 'YOUTUBE_URL',
    creator: 'UC0000000000000000000000',
    post: 'dQw4w9WgXcQ',
    untold: ['shares'],
    renamed: 'malformed',
    hides: 'likes',
    most: 50,
  },
  {
    name: 'x',
    platform: 'x',
    vendor: x,
    settings: { X_TOKEN: 't' },
    setting: 'X_URL',
    creator: 'jack',
    post: '20',
    untold: [],
    renamed: 'understood',
    hides: 'views',
    most: 100,
  },
  {
    name: 'tiktok-api23',
    platform: 'tiktok',
    vendor: tiktok,
    settings: { TIKTOK_KEY: 'k' },
    setting: 'TIKTOK_URL',
    creator: 'someone',
    post: '7123456789',
    untold: [],
    renamed: 'understood',
    hides: 'likes',
    most: 1,
  },
  {
    name: 'instagram',
    platform: 'instagram',
    vendor: instagram,
    settings: { INSTAGRAM_TOKEN: 't', INSTAGRAM_USER: '1' },
    setting: 'INSTAGRAM_URL',
    creator: 'someone',
    post: 'CODE1',
    untold: ['shares'],
    renamed: 'malformed',
    hides: 'likes',
    most: 1,
  },
  {
    name: 'facebook',
    platform: 'facebook',
    vendor: facebook,
    settings: { FACEBOOK_TOKEN: 't' },
    setting: 'FACEBOOK_URL',
    creator: 'somepage',
    post: '10159876543210987',
    untold: ['views'],
    renamed: 'malformed',
    hides: 'likes',
    most: 50,
  },
  {
    name: 'linkedin',
    platform: 'linkedin',
    vendor: linkedin,
    settings: { LINKEDIN_TOKEN: 't', LINKEDIN_ORGANIZATION: '7' },
    setting: 'LINKEDIN_URL',
    creator: 'acme',
    post: 'urn:li:share:7123456789012345678',
    untold: [],
    renamed: 'malformed',
    hides: 'likes',
    most: 50,
  },
  {
    name: 'bluesky',
    platform: 'bluesky',
    vendor: bluesky,
    settings: {},
    setting: 'BLUESKY_APPVIEW_URL',
    creator: 'someone.bsky.social',
    post: 'someone.bsky.social/3k',
    untold: ['views'],
    renamed: 'malformed',
    hides: 'likes',
    most: 25,
  },
  {
    name: 'mastodon',
    platform: 'mastodon',
    vendor: mastodon,
    settings: {},
    setting: 'MASTODON_URL',
    creator: 'someone@m.example',
    post: '127.0.0.1/20001',
    untold: ['views'],
    renamed: 'malformed',
    hides: 'likes',
    most: 1,
  },
];

const TIMEOUT = 800;

describe.each(cases)(
  'the source $name',
  ({ name, platform, vendor, settings, setting, creator, post, ...expected }) => {
    let standIn: StandIn;
    let provider: StatisticsSource;

    const open = (timeout: number) => {
      const env = { ...settings, [setting]: standIn.url };
      const breaker = { after: 5, coolDown: 30_000 };
      return openStatistics(settingsWith(env), policyWith({ timeout, breaker })).get(platform)!;
    };
    beforeEach(async () => {
      standIn = await startStandIn(vendor);
      provider = open(TIMEOUT);
    });
    afterEach(() => standIn.stop());

    const subject = (
      operation: Operation,
      id = operation === 'post_stats' ? post : creator,
    ): SourceSubject => ({
      id,
      username: creator,
    });
    const capability = (operation: Operation) =>
      provider.capabilities[operation] as SourceCapability<Operation>;
    const ask = (operation: Operation, subjects = [subject(operation)]): Promise<SourceOutcome[]> =>
      capability(operation).read(subjects, { signal: AbortSignal.timeout(60_000) });
    /** Returns the fault of a call, whether thrown or in its outcome. */
    const faultOf = async (operation: Operation) => {
      try {
        const [outcome] = await ask(operation);
        return outcome instanceof UpstreamError ? outcome.fault : 'none';
      } catch (error) {
        return (error as UpstreamError).fault;
      }
    };
    const told = (numbers: Record<string, number | null>) => ({
      ...numbers,
      ...Object.fromEntries(expected.untold.map((each) => [each, null])),
    });
    const NUMBERS = { views: 1000, likes: 100, comments: 10, shares: 5 };

    test('has its own name', () => {
      expect(provider.name).toBe(name);
    });

    test('returns a post’s metrics, null where unknown', async () => {
      const [outcome] = await ask('post_stats');
      expect(outcome).toMatchObject({ facts: { postId: post, ...told(NUMBERS) } });
    });

    test('returns a profile', async () => {
      const [outcome] = await ask('profile');
      expect(outcome).toMatchObject({
        facts: { username: expect.any(String), bio: expect.stringMatching(/^Write to/), followers: 1200 },
      });
    });

    test('returns a creator’s posts, newest first', async () => {
      if (!provider.capabilities.videos) return expect(name).toBe('linkedin');
      const [outcome] = await ask('videos');
      const { videos } = (outcome as unknown as { facts: { videos: object[] } }).facts;
      expect(videos).toHaveLength(2);
      expect(videos[0]).toMatchObject({
        ...told(NUMBERS),
        url: expect.stringMatching(/^https:/),
        createdAt: expect.stringMatching(/^2026-03-01T10:00:00/),
      });
    });

    test('reports that something does not exist', async () => {
      standIn.play('empty');
      expect(await ask('profile')).toEqual([null]);
      if (name !== 'instagram') expect(await ask('post_stats')).toEqual([null]);
    });

    test('hidden numbers are null, never 0', async () => {
      standIn.play('hidden');
      const [outcome] = await ask('post_stats');
      expect(outcome).toMatchObject({ facts: { [expected.hides]: null } });
      const [profile] = await ask('profile');
      expect(profile).toMatchObject({ facts: { followers: null } });
    });

    test('renamed fields are accepted, or the response is rejected', async () => {
      standIn.play('renamed');
      const fault = await faultOf('post_stats');
      const profile = await faultOf('profile');
      const understood = expected.renamed === 'understood' ? 'none' : 'malformed';
      expect([name === 'mastodon' ? 'malformed' : fault, profile]).toEqual([understood, understood]);
    });

    test('a response that does not end is refused', async () => {
      standIn.play('oversized');
      // Larger than a busy machine transfers within the timeout of the other tests.
      provider = open(60_000);
      expect(await faultOf('profile')).toBe('oversized');
    });

    test('its rate limit is respected: no call before the time that the vendor states', async () => {
      standIn.play('limited');
      expect(await faultOf('profile')).toBe('limited');
      const calls = standIn.calls.length;
      standIn.play('ok');
      expect(await faultOf('profile')).toBe('limited');
      expect(standIn.calls).toHaveLength(calls);
    });

    test('an expired token is distinguished from other failures, and not retried', async () => {
      standIn.play('expired');
      expect(await faultOf('profile')).toBe('credentials');
      expect(standIn.calls).toHaveLength(1);
    });

    test('a slow response times out', async () => {
      standIn.play('slow');
      expect(await faultOf('profile')).toBe('timeout');
    });

    test.each(['dropped', 'broken'] as const)(
      'a connection that is %s is tried once more',
      async (scenario) => {
        standIn.play(scenario);
        expect(await faultOf('profile')).toBe('failed');
        expect(standIn.calls).toHaveLength(2);
      },
    );

    test('many subjects are requested in its largest batch', async () => {
      const { most } = capability('post_stats');
      expect(most).toBe(expected.most);
      if (most === 1) return;
      const subjects = Array.from({ length: most }, (_, index) =>
        subject(
          'post_stats',
          name === 'bluesky' ? `${creator}/${index}` : `${post.slice(0, -2)}${10 + index}`,
        ),
      );
      const outcomes = await ask('post_stats', subjects);
      expect(outcomes.every((outcome) => outcome !== null && !(outcome instanceof Error))).toBe(true);
      // LinkedIn's impressions and Bluesky's handles take a second call for all subjects.
      expect(standIn.calls).toHaveLength(['linkedin', 'bluesky'].includes(name) ? 2 : 1);
    });

    test('after five failures in a row no request is sent', async () => {
      standIn.play('broken');
      for (let failure = 0; failure < 5; failure++) await faultOf('profile');
      const calls = standIn.calls.length;
      expect(await faultOf('profile')).toBe('open');
      expect(standIn.calls).toHaveLength(calls);
    });
  },
);

test('x: names and texts are unescaped once', async () => {
  const standIn = await startStandIn(x);
  const settings = settingsWith({ X_TOKEN: 't', X_URL: standIn.url });
  const provider = openStatistics(settings, policyWith()).get('x');
  const subject: SourceSubject = { id: 'escaped', username: 'escaped' };
  const call = { signal: AbortSignal.timeout(60_000) };
  const read = (operation: Operation) =>
    (provider!.capabilities[operation] as SourceCapability<Operation>).read([subject], call);
  expect(await read('profile')).toMatchObject([
    { facts: { fullName: 'R&D <3', bio: 'We write &amp; for &' } },
  ]);
  const [videos] = await read('videos');
  expect(videos).toMatchObject({ facts: { videos: [{ description: 'just setting up & more' }, {}] } });
  await standIn.stop();
});

test('youtube: the username of an old channel is looked up as such, and is no handle', async () => {
  const standIn = await startStandIn(youtube);
  const provider = openStatistics(settingsWith({ YOUTUBE_KEY: 'k', YOUTUBE_URL: standIn.url }), policyWith());
  const profile = provider.get('youtube')!.capabilities.profile as SourceCapability<'profile'>;
  const subjects = ['user/acme', 'acme'].map((name) => ({ id: name, username: name }));
  const read = () => profile.read(subjects, { signal: AbortSignal.timeout(60_000) });
  const lookUps = () =>
    standIn.calls.map((call) => /(?:forUsername|forHandle|id)=[^&]+/.exec(decodeURIComponent(call))?.[0]);
  const first = await read();
  expect(lookUps().toSorted()).toEqual(['forHandle=@acme', 'forUsername=acme']);
  // The ids found are cached for each name apart.
  const second = await read();
  expect(lookUps().at(-1)).toBe('id=UCuseracme00000000000000,UCacme000000000000000000');
  expect([first, second].flat()).toMatchObject(Array(4).fill({ facts: { fullName: 'A Channel' } }));
  await standIn.stop();
});
