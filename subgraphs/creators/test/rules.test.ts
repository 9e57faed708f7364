import { describe, expect, test } from '@jest/globals';
import type { Video } from '../src/answer.ts';
import { findEmail } from '../src/derived/email.ts';
import { medianViews } from '../src/derived/median-views.ts';
import { parsePrices } from '../src/lookup/credits/prices.ts';

describe('an email address in a profile', () => {
  test.each([
    ['Work with me: contact@creator.com', 'contact@creator.com'],
    ['📩 First.Last+biz@Mail.Example.co.uk 📍Berlin', 'first.last+biz@mail.example.co.uk'],
    ['name at domain dot com', 'name@domain.com'],
    ['hello [at] tributary dot example', 'hello@tributary.example'],
    ['me(at)site(dot)io', 'me@site.io'],
    ['biz {at} shop.example', 'biz@shop.example'],
    ['info @ shop . example', 'info@shop.example'],
    ['mail：ｉｎｆｏ＠ｓｈｏｐ．ｃｏｍ', 'info@shop.com'],
    ['me AT work DOT co DOT uk', 'me@work.co.uk'],
    ['(contact@creator.com).', 'contact@creator.com'],
    ['jane@example.com', 'jane@example.com'],
    ['jane @ example.com', 'jane@example.com'],
    ['IG @jane.doe, mail jane@example.com', 'jane@example.com'],
    ['CEO @ acme.com | press@acme.com', 'press@acme.com'],
    ['contact@ creator.com', 'contact@creator.com'],
    ['art @ studio.example', null],
    ['me @ venue.com', null],
  ])('%s', (bio, email) => {
    expect(findEmail(bio, null)).toEqual(email && { email, source: 'bio' });
  });

  test.each([
    'IG @jane.doe',
    'IG: @jane.doe',
    'IG@jane.doe',
    'insta @ jane.doe',
    'IG- @jane.doe',
    'Bluesky @jane.bsky.social',
    'bluesky jane@bsky.social',
    'art by @john.smith.art',
    'Mastodon @jane@mastodon.social',
    'find me on @jane@example.social',
    'co-founder @ startup.io',
    'see @jane.doe and @john.smith',
  ])('is not invented from the handle or workplace in "%s"', (bio) => {
    expect(findEmail(bio, null)).toBeNull();
  });

  test.each([['hello[at]tributary.example', 'hello@tributary.example']])('%s', (bio, email) => {
    expect(findEmail(bio, null)).toEqual({ email, source: 'bio' });
  });

  test.each(["don't you dare", 'Meet us at venue.com', 'follow @someone', 'logo@2x.png', 'a@b', ''])(
    'is not in "%s"',
    (bio) => expect(findEmail(bio, null)).toBeNull(),
  );

  test("may be in the profile's link, after the text", () => {
    expect(findEmail('hi', 'mailto:me@shop.example?subject=x')).toEqual({
      email: 'me@shop.example',
      source: 'external_url',
    });
    expect(findEmail('a@b.example', 'mailto:c@d.example')?.email).toBe('a@b.example');
  });
});

describe('median views', () => {
  const read = new Date('2026-03-28T12:00:00Z');
  const video = (views: number | null, days = 30, pinned = false): Video => ({
    id: 'x',
    url: 'https://x.example',
    description: '',
    views,
    likes: null,
    comments: null,
    shares: null,
    createdAt: new Date(read.getTime() - days * 86_400_000).toISOString(),
    pinned,
  });

  test('exclude pinned and recent posts if five others remain', () => {
    const usual = [5, 1, 4, 2, 3].map((views) => video(views));
    expect(medianViews([video(900, 1), video(900, 400, true), ...usual], read)).toEqual({
      value: 3,
      analyzed: 5,
      raw: [1, 2, 3, 4, 5],
    });
  });

  test('exclude a pinned post if five others remain, even recent ones', () => {
    const young = [10, 20, 30].map((views) => video(views, 2));
    const settled = [1, 2, 3].map((views) => video(views));
    expect(medianViews([video(900, 400, true), ...young, ...settled], read)).toEqual({
      value: 7,
      analyzed: 6,
      raw: [1, 2, 3, 10, 20, 30],
    });
  });

  test('include a pinned post if four others remain', () => {
    const usual = [1, 2, 3, 4].map((views) => video(views));
    expect(medianViews([video(900, 400, true), ...usual], read)).toMatchObject({ value: 3, analyzed: 5 });
  });

  test('include all posts if there are fewer', () => {
    const usual = [1, 2, 3, 4].map((views) => video(views));
    expect(medianViews([video(900, 1), ...usual], read)).toMatchObject({ value: 3, analyzed: 5 });
  });

  test('are the mean of the middle two of an even number, and null without posts', () => {
    expect(
      medianViews(
        [1, 2, 5, 9].map((views) => video(views)),
        read,
      ).value,
    ).toBe(4);
    expect(medianViews([video(null)], read)).toEqual({ value: null, analyzed: 0, raw: [] });
  });

  test('consider the 20 newest posts only', () => {
    expect(
      medianViews(
        Array.from({ length: 50 }, () => video(1)),
        read,
      ).analyzed,
    ).toBe(20);
  });
});

test('prices are parsed in dollars and stored in millionths', () => {
  expect(parsePrices('profile=0.002,email=0')).toMatchObject({ profile: 2_000, email: 0, videos: 1_000 });
  expect(() => parsePrices('profiles=1')).toThrow('CREATORS_PRICES');
});
