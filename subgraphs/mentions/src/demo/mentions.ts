import { DAY } from '@tributary/kit';
import type { BrandSpec } from '../data/tables.ts';
import type { Analysed } from '../data/write/write-mentions.ts';
import type { Metrics, NewMention } from '../mention.ts';

/** Brands to search the demo's mentions for. */
export const DEMO_BRANDS: BrandSpec[] = [
  { name: 'Stumptown', aliases: ['Stumptown Coffee'] },
  { name: 'Blue Bottle', aliases: ['Blue Bottle Coffee'] },
  { name: 'Chameleon', aliases: ['Chameleon Cold-Brew'] },
  { name: 'La Colombe', aliases: [] },
];

/** The example from Buzzabout's documentation, verbatim, with its documented analysis. */
export const documented: Analysed & { runAt: Date } = {
  id: 'post_01H...',
  runAt: new Date(1_714_564_890 * 1_000),
  mention: {
    source: 'reddit',
    externalId: 'documented',
    url: 'https://www.reddit.com/r/coffee/comments/...',
    title: 'How to make perfect cold brew',
    text: 'Nobody tells you that nitro cold brew tastes...',
    author: {
      handle: 'sipdaily',
      title: 'u/sipdaily',
      titleUrl: 'https://reddit.com/u/sipdaily',
      avatarUrl: null,
      headline: null,
      headlineUrl: null,
    },
    media: [],
    metrics: { views: 12_400, likes: 248, comments: 32, shares: 0 },
    areViewsEstimated: true,
    countryCode: null,
    language: null,
    category: 'lifestyle',
    narrativeStructure: null,
    postedAt: new Date(1_714_560_000 * 1_000),
    comments: null,
  },
  analysis: {
    language: 'en',
    sentiment: { negative: 0.05, neutral: 0.15, positive: 0.8 },
    emotions: null,
    intention: 'share_experience',
    tone: 'casual',
    hook: "you're missing out",
    cta: null,
    topics: ['coffee', 'cold brew'],
    questions: [],
    brands: ['Stumptown'],
    entities: ['Brooklyn'],
    // Higher than any real version, so that the documented analysis is never replaced.
    version: 1_000_000,
  },
};

interface Sample {
  source: string;
  author: string;
  title?: string;
  text: string;
  /** Views, likes, comments and shares as seen by the first run. */
  numbers: readonly [
    views: number | null,
    likes: number | null,
    comments: number | null,
    shares: number | null,
  ];
  /** Growth factor of the metrics between the two runs. */
  growth: number;
  media?: 'image' | 'video';
  country?: string;
}

const SAMPLES: readonly Sample[] = [
  {
    source: 'tiktok',
    author: 'morningpours',
    text: 'POV: you finally found a nitro cold brew that is not watery. Stumptown, I love you! 🔥 Link in bio for my recipe.',
    numbers: [182_000, 14_300, 412, 1_900],
    growth: 1.6,
    media: 'video',
    country: 'US',
  },
  {
    source: 'reddit',
    author: 'grinder_gary',
    title: 'Is a nitro keg worth it at home?',
    text: 'I drink cold brew every day. Is a small keg worth the money, or is shaking it good enough? Which keg should I get?',
    numbers: [null, 87, 54, null],
    growth: 1.1,
  },
  {
    source: 'youtube',
    author: 'slowdripstudio',
    title: '5 ways to ruin your cold brew concentrate',
    text: 'How to steep it, how long, and why your filter matters. Subscribe to the channel for part two.',
    numbers: [54_200, 3_100, 268, null],
    growth: 1.3,
    media: 'video',
    country: 'GB',
  },
  {
    source: 'instagram',
    author: 'brooklyn.beans',
    text: 'New summer menu! Blue Bottle beans, oat milk and a splash of orange. Come and say hi 🎉',
    numbers: [8_900, 640, 31, 22],
    growth: 1,
    media: 'image',
    country: 'US',
  },
  {
    source: 'linkedin',
    author: 'retail-analyst',
    text: 'According to our analysis, ready-to-drink coffee grew again this quarter. La Colombe and Chameleon lead the shelf; however, margins are thin.',
    numbers: [4_100, 92, 11, 7],
    growth: 1.2,
  },
  {
    source: 'reddit',
    author: 'never_decaf',
    title: 'Chameleon changed their cold brew concentrate',
    text: 'It tastes burnt now. I am so disappointed, three bottles straight into the sink. Waste of money.',
    numbers: [null, 212, 97, null],
    growth: 2,
  },
  {
    source: 'tiktok',
    author: 'bitterbarista',
    text: 'Nobody tells you that cheap cold brew is mostly water lol 😂 do not buy the big jug',
    numbers: [76_500, 5_020, 633, 240],
    growth: 0.9,
    media: 'video',
  },
  {
    source: 'instagram',
    author: 'oatandabout',
    text: 'My Sunday in one picture.',
    numbers: [2_300, 0, 0, null],
    growth: 1,
    media: 'image',
    country: 'DE',
  },
];

/**
 * Returns sample mentions as seen by two runs a day apart, dated relative to now. All texts are
 * original.
 */
export function demoMentions(now: Date): { at: Date; mentions: NewMention[] }[] {
  return [
    {
      at: new Date(now.getTime() - DAY),
      mentions: SAMPLES.map((sample, index) => mentionOf(sample, index, now, 1)),
    },
    { at: now, mentions: SAMPLES.map((sample, index) => mentionOf(sample, index, now, sample.growth)) },
  ];
}

function mentionOf(sample: Sample, index: number, now: Date, growth: number): NewMention {
  const id = `demo-${index + 1}`;
  return {
    source: sample.source,
    externalId: id,
    url: `https://${sample.source}.example/${sample.author}/${id}`,
    title: sample.title ?? null,
    text: sample.text,
    author: {
      handle: sample.author,
      title: sample.author,
      titleUrl: `https://${sample.source}.example/${sample.author}`,
      avatarUrl: null,
      headline: null,
      headlineUrl: null,
    },
    media: sample.media ? [{ type: sample.media, url: `https://${sample.source}.example/media/${id}` }] : [],
    metrics: metricsOf(sample, growth),
    areViewsEstimated: sample.numbers[0] === null ? null : false,
    countryCode: sample.country ?? null,
    language: null,
    category: null,
    narrativeStructure: null,
    postedAt: new Date(now.getTime() - (index + 2) * DAY),
    comments: null,
  };
}

function metricsOf({ numbers: [views, likes, comments, shares] }: Sample, growth: number): Metrics {
  const grown = (value: number | null) => (value === null ? null : Math.round(value * growth));
  return { views: grown(views), likes: grown(likes), comments: grown(comments), shares: grown(shares) };
}
