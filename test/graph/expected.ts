import { expect } from '@jest/globals';
import { BEGIN, dayAfter, rivalOf, snapshotsOf, topicOf, upTo, type World } from './data.ts';
import type { Operation } from './world.ts';

/** What the operations are asked with. */
export function variablesOf({ prefix, query, dataset }: World): Partial<Record<Operation, object>> {
  return {
    triage: { keyword: 'help desk' },
    'share-of-voice': { query, from: dayAfter(0), to: dayAfter(60) },
    creator: { platform: 'TWITTER', username: `${prefix}ada` },
    mentions: { datasets: [dataset] },
    campaign: { from: '2020-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z' },
    draft: { input: { body: 'A draft of the graph.' } },
  };
}

const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
const POST_ID = expect.stringMatching(/^post_/);
/** What the stand-in of X tells of every post and user. */
const STATS = { views: 1_000, likes: 100, comments: 10, shares: 5 };
const FOLLOWERS = 1_200;
const ON_X = expect.stringMatching(/^https:\/\/x\.com\/i\/status\/\d+$/);

/** The answers, from how the world was made. */
export const EXPECTED: Readonly<Record<Operation, (world: World) => unknown>> = {
  triage: ({ rows, prefix }) => ({
    communityPosts: {
      totalCount: rows,
      nodes: newestFirst(rows).map((index) => buyer(prefix, index, rows)),
      pageInfo: { hasNextPage: false, endCursor: expect.any(String) },
    },
  }),
  'share-of-voice': (world) => ({
    intelligenceQuery: {
      primaryBrand: { name: 'Nitro' },
      snapshots: { nodes: newestFirst(snapshotsOf(world)).map((day) => snapshot(world.prefix, day)) },
    },
  }),
  creator: ({ prefix, rows }) => ({
    creator: {
      fullName: 'Ada L.',
      bio: 'Engines. Write to ada@example.org',
      followers: 1_000,
      isVerified: true,
      contactEmail: { email: 'ada@example.org', found: true, source: 'BIO' },
      medianViews: { value: 2_000, analyzed: 3, raw: [1_000, 2_000, 3_000] },
      // Each has 120 reactions; 1,000, 2,000 and 3,000 views.
      engagementRate: { value: 0.06, formula: expect.any(String) },
      videos: {
        nodes: newestFirst(3).map((index) => ({
          url: `https://x.com/${prefix}ada/status/${10 + index}`,
          views: 1_000 * (index + 1),
          likes: 100,
          createdAt: at(index * 3_600_000),
        })),
      },
      history: [
        { at: TIME, value: 900 },
        { at: TIME, value: 1_000 },
      ],
      mentions: {
        nodes: newestFirst(rows).map((index) => ({
          text: `I love this wonderful desk, number ${index}. Great work!`,
          sentiment: {
            positive: expect.closeTo(1, 1),
            neutral: expect.closeTo(0, 1),
            negative: expect.closeTo(0, 1),
          },
          datasets: [{ name: 'desks' }],
        })),
      },
      xAccount: {
        username: `${prefix}ada`,
        posts: {
          nodes: [
            { content: 'Engines weave algebra. They do not tire.', likes: 30, retweets: 2 },
            { content: 'The second part of it.', likes: 20, retweets: 2 },
            { content: 'By itself.', likes: 10, retweets: 2 },
          ],
        },
      },
    },
  }),
  mentions: ({ prefix, rows }) => ({
    mentions: {
      nodes: newestFirst(rows).map((index) => ({
        source: 'X',
        url: `https://x.com/${prefix}lover${index}/status/${50_000 + index}`,
        text: 'I love nitro, it is wonderful. Great work!',
        engagementRate: (100 + index) / 1_000,
        dominantEmotion: 'JOY',
        mentionedBrands: [{ name: 'Nitro' }],
        author: {
          handle: `${prefix}lover${index}`,
          creator: { followers: FOLLOWERS, medianViews: { value: 1_000 } },
        },
      })),
      pageInfo: { hasNextPage: false, endCursor: expect.any(String) },
    },
  }),
  campaign: ({ prefix, rows }) => ({
    posts: {
      nodes: newestFirst(rows).map((index) => ({
        body: `${prefix} can help, number ${index}.`,
        publishedAt: TIME,
        inReplyTo:
          index === rows - 1
            ? { __typename: 'Mention', url: `https://x.com/${prefix}topical0/status/50000` }
            : { __typename: 'CommunityPost', url: urlOfBuyer(prefix, rows - 1 - index) },
        targets: [
          {
            status: 'PUBLISHED',
            url: ON_X,
            account: { handle: 'jack', creator: { followers: FOLLOWERS } },
            stats: { ...STATS, fetchedAt: TIME },
          },
        ],
      })),
    },
  }),
  digest: ({ prefix, rows }) => ({
    followedAccounts: {
      nodes: newestFirst(rows).map((index) => ({ account: followed(prefix, index) })),
    },
  }),
  trends: ({ prefix, rows }) => ({
    trendingTopics: upTo(rows).map((index) => ({
      topic: topicOf(index),
      // Three posts where there were none before: 3 deviations of at least 1, of no mean.
      score: 3,
      change: null,
      mentions: {
        nodes: [
          {
            text: `All about ${topicOf(index)}.`,
            url: `https://x.com/${prefix}topical${index}/status/${50_000 + index}`,
          },
        ],
      },
      ideas: [idea(index), idea(index)],
    })),
  }),
  draft: () => ({ createPost: { post: { id: POST_ID, status: 'DRAFT' } } }),
  me: ({ workspaceId, key }) => ({
    viewer: {
      workspace: {
        id: workspaceId,
        name: 'ours',
        plans: PRODUCTS.map((product) => ({ product, plan: 'pro' })),
      },
      key: {
        prefix: key.slice(0, 12),
        scopes: expect.arrayContaining(['community:read', 'posts:publish']),
        products: PRODUCTS,
      },
      limits: [...PRODUCTS, null].map((product) => ({
        product,
        limit: expect.any(Number),
        remaining: expect.any(Number),
        resetsAt: TIME,
      })),
    },
  }),
};

const PRODUCTS = ['COMMUNITY_TRACKER', 'CREATOR_TRACKING', 'SOCIAL_CRM', 'XTRACKER', 'BUZZABOUT'];

function newestFirst(count: number): number[] {
  return upTo(count).reverse();
}

function at(milliseconds: number): string {
  return new Date(BEGIN + milliseconds).toISOString();
}

function urlOfBuyer(prefix: string, index: number): string {
  return `https://x.com/${prefix}buyer${index}/status/${1_000 + index}`;
}

/** A post of somebody who wants to buy; the oldest one was not answered. */
function buyer(prefix: string, index: number, rows: number) {
  const author = `${prefix}buyer${index}`;
  const rival = rivalOf(index);
  const evidence = {
    seeking_tool: 'looking for an alternative',
    alternative_wanted: `looking for an alternative to ${rival}`,
    need_stated: 'We need a help desk',
    budget_mentioned: 'our budget is $500 a month',
    timeline_given: 'this week',
    competitor_named: rival,
  };
  const signals = Object.entries(evidence);
  return {
    id: expect.any(String),
    url: urlOfBuyer(prefix, index),
    title: '',
    author,
    source: 'X',
    postedAt: at(index * 60_000),
    engagementStatus: null,
    analysis: {
      score: 10,
      reason: `Buying intent: ${signals.map(([name, words]) => `${name} ("${words}")`).join(', ')}.`,
      intent: 'BUYING',
      urgency: 'HIGH',
      buyingStage: 'EVALUATING',
      action: 'ENGAGE',
      suggestedPlay: `Reply with a short, fair comparison to ${rival} and offer help with moving over.`,
      version: expect.any(Number),
      signals: signals.map(([name, words]) => ({ name, evidence: words })),
    },
    // Each rival is named by one post, and Okapi by none.
    competitor: { name: rival, shareOfVoice: { percent: 100 / rows, mentions: 1 } },
    authorCreator: { platform: 'TWITTER', username: author, followers: FOLLOWERS, isVerified: true },
    replies:
      index === 0
        ? []
        : [{ id: POST_ID, status: 'PUBLISHED', publishedAt: TIME, targets: [{ url: ON_X, stats: STATS }] }],
  };
}

/** A day: Nitro once on Hacker News, Torque once on Reddit and once, against it, on X. */
function snapshot(prefix: string, day: number) {
  const change = day === 0 ? null : 0;
  const moved = day === 0 ? '' : ` Shares have not moved since ${dayAfter(day - 1)}.`;
  const brand = (name: string, url: string, against: object[]) => ({
    name,
    communityPosts: { nodes: [{ title: `${name} on day ${day}`, url, analysis: { score: 1 } }] },
    mentions: { nodes: against },
  });
  const byCommunity = (...mentions: number[]) =>
    ['hackernews', 'reddit', 'x'].map((community, index) => ({ community, mentions: mentions[index] }));
  return {
    date: dayAfter(day),
    rangeDays: 1,
    summary: `Torque leads with 66.7% share of voice (2 of 3 mentions) across hackernews, reddit and x over 1 day, ahead of Nitro (33.3%).${moved}`,
    brands: [
      {
        percent: 33.3,
        mentions: 1,
        change,
        brand: brand('Nitro', `https://news.ycombinator.com/item?id=${500 + day}`, []),
        byCommunity: byCommunity(1, 0, 0),
      },
      {
        percent: 66.7,
        mentions: 2,
        change,
        brand: brand('Torque', `https://www.reddit.com/r/desks/comments/d${day}`, [
          {
            text: 'I hate Torque. It is terrible and awful.',
            url: `https://x.com/${prefix}hater${day}/status/${50_000 + day}`,
            numLikes: 7,
          },
        ]),
        byCommunity: byCommunity(0, 1, 1),
      },
    ],
  };
}

/** A followed account with a thread of two posts and one by itself, most popular first. */
function followed(prefix: string, index: number) {
  const username = index === 0 ? `${prefix}ada` : `${prefix}fan${index}`;
  const texts = ['Engines weave algebra. They do not tire.', 'The second part of it.'];
  const thread = { length: 2, summary: texts.join(' ') };
  const markdown = (content: string, minute: number, likes: number) =>
    expect.stringMatching(
      new RegExp(
        `^## Post by @${username}\\n.*March 10, 2026 at ${10 + index}:0${minute} UTC[^]*${content}[^]*${likes} likes`,
      ),
    );
  return {
    username,
    creator: { followers: index === 0 ? 1_000 : FOLLOWERS },
    posts: {
      nodes: [
        { markdown: markdown(texts[0]!, 1, 30), thread },
        { markdown: markdown(texts[1]!, 2, 20), thread },
        { markdown: markdown('By itself.', 3, 10), thread: null },
      ],
    },
  };
}

/** The words of an idea are the rules' own; it is about its topic. */
function idea(index: number) {
  const about = expect.stringMatching(new RegExp(topicOf(index), 'i'));
  return { title: about, body: about, engine: 'embedded' };
}
