import type { Item } from '@tributary/platforms';
import { SAMPLE_PREFIX } from '../data/sample-streams.ts';

/** Posts per minute. */
const PER_MINUTE = 3;
const MINUTE = 60_000;

type Place = Pick<Item, 'platform' | 'community'>;

const PLACES: readonly Place[] = [
  { platform: 'reddit', community: 'SaaS' },
  { platform: 'hackernews', community: null },
  { platform: 'bluesky', community: null },
  { platform: 'mastodon', community: 'mastodon.example' },
  { platform: 'reddit', community: 'selfhosted' },
  { platform: 'devto', community: 'opensource' },
  { platform: 'lobsters', community: 'show' },
];

const SUBJECTS = [
  'AI tools',
  'community monitoring',
  'an open source inbox',
  'AI tools for support teams',
  'social listening',
  'open source analytics',
  'community monitoring for a small brand',
] as const;

/** Each with a title and a text; `%` is the subject. All texts are original. */
const TEXTS: readonly (readonly [title: string, text: string])[] = [
  [
    'Looking for % that does not cost a fortune',
    'We are four people and can pay about $40 a month. What do you use?',
  ],
  ['Is there % that works with Mastodon?', 'Everything that I have tried stops at the big platforms.'],
  ['Our experience with % after a year', 'It saves an hour a day. The reports are still a mess, though.'],
  ['Frustrated with %', 'Every update breaks our filters and nobody answers. Any alternative?'],
  ['% or a spreadsheet?', 'Honest question. At which size of a team does it begin to pay?'],
  ['Weekly thread: %', 'Share what you have learned this week.'],
  ['How do you evaluate %?', 'We have to decide by the end of the month, and all demos look the same.'],
  ['Giveaway: a year of % for free', 'Follow and repost to win. Use code SAMPLE for 20% off.'],
  ['Moving from % to something self-hosted', 'GDPR is the reason. Which one runs in one container?'],
];

const AUTHORS = ['sample_ada', 'sample_ben', 'sample_chen', 'sample_dina', 'sample_emre'] as const;

/**
 * Returns the sample posts of the minute before `now`. The same minute always has the same posts,
 * so that a repeated job stores none twice. Their ids, addresses and authors show that they are
 * samples.
 */
export function sampleItems(now: Date): Item[] {
  const minute = Math.floor(now.getTime() / MINUTE);
  return Array.from({ length: PER_MINUTE }, (_, index) =>
    sampleItem(minute * PER_MINUTE + index, minute, index),
  );
}

function sampleItem(number: number, minute: number, index: number): Item {
  const place = pick(PLACES, number);
  const [title, text] = pick(TEXTS, number);
  const subject = pick(SUBJECTS, Math.floor(number / TEXTS.length) + number);
  const handle = pick(AUTHORS, number);
  const named = title.replace('%', subject);
  const nativeId = `${SAMPLE_PREFIX}${minute}-${index}`;
  const isShort = place.platform === 'bluesky' || place.platform === 'mastodon';
  return {
    ...place,
    nativeId,
    url: `https://samples.example/${place.platform}/${nativeId}`,
    kind: 'post',
    title: isShort ? null : named,
    text: isShort ? `${named}. ${text}` : text,
    language: 'en',
    author: {
      nativeId: handle,
      handle,
      displayName: null,
      url: null,
      avatarUrl: null,
      followers: null,
      verified: null,
    },
    createdAt: new Date((minute - 1) * MINUTE + (index * MINUTE) / PER_MINUTE),
    parentId: null,
    rootId: null,
    metrics: { likes: number % 23, comments: number % 7, shares: null, views: null },
    media: [],
    links: [],
    tags: [],
  };
}

function pick<Value>(values: readonly Value[], number: number): Value {
  return values[number % values.length]!;
}
