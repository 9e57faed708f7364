import { expect } from '@jest/globals';
import {
  at,
  buyer,
  FOLLOWERS,
  followed,
  idea,
  newestFirst,
  ON_X,
  POST_ID,
  STATS,
  snapshot,
  TIME,
  urlOfBuyer,
} from './expected-parts.ts';
import { dayAfter, snapshotsOf, topicOf, upTo, type World } from './shape.ts';
import type { Operation } from './world.ts';

/** The variables of the operations. */
export function variablesOf({ prefix, query, dataset }: World): Partial<Record<Operation, object>> {
  return {
    triage: { keyword: 'help desk' },
    'share-of-voice': { query, from: dayAfter(0), to: dayAfter(60) },
    creator: { platform: 'X', username: `${prefix}ada` },
    mentions: { datasets: [dataset] },
    campaign: { from: '2020-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z' },
    draft: { input: { body: 'A draft of the graph.' } },
  };
}

/** The expected responses, derived from how the data was generated. */
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
          postedAt: at(index * 3_600_000),
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
            { content: 'By itself.', likes: 10, retweets: 2 },
            { content: 'The second part of it.', likes: 20, retweets: 2 },
            { content: 'Engines weave algebra. They do not tire.', likes: 30, retweets: 2 },
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
      score: expect.any(Number),
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
        plans: PRODUCTS.map((product) => ({ product, plan: 'PRO' })),
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
