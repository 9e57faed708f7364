import { expect } from '@jest/globals';
import { BEGIN, competitorOf, dayAfter, topicOf, upTo } from './shape.ts';

export const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
export const POST_ID = expect.stringMatching(/^post_/);
/** What the stand-in for X returns about every post and user. */
export const STATS = { views: 1_000, likes: 100, comments: 10, shares: 5 };
export const FOLLOWERS = 1_200;
export const ON_X = expect.stringMatching(/^https:\/\/x\.com\/i\/status\/\d+$/);

export function newestFirst(count: number): number[] {
  return upTo(count).reverse();
}

export function at(milliseconds: number): string {
  return new Date(BEGIN + milliseconds).toISOString();
}

export function urlOfBuyer(prefix: string, index: number): string {
  return `https://x.com/${prefix}buyer${index}/status/${1_000 + index}`;
}

/** A post by a user who wants to buy; the oldest one has no reply. */
export function buyer(prefix: string, index: number, rows: number) {
  const author = `${prefix}buyer${index}`;
  const competitor = competitorOf(index);
  const evidence = {
    seeking_tool: 'looking for an alternative',
    alternative_wanted: `looking for an alternative to ${competitor}`,
    need_stated: 'We need a help desk',
    budget_mentioned: 'our budget is $500 a month',
    timeline_given: 'this week',
    competitor_named: competitor,
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
      suggestedPlay: `Reply with a short, fair comparison to ${competitor} and offer help with moving over.`,
      version: expect.any(Number),
      signals: signals.map(([name, words]) => ({ name, evidence: words })),
    },
    // Each competitor is named by one post, and Okapi by none.
    competitor: { name: competitor, shareOfVoice: { percent: 100 / rows, mentions: 1 } },
    authorCreator: { platform: 'X', username: author, followers: FOLLOWERS, isVerified: true },
    replies:
      index === 0
        ? []
        : [{ id: POST_ID, status: 'PUBLISHED', publishedAt: TIME, targets: [{ url: ON_X, stats: STATS }] }],
  };
}

/** One day: Nitro once on Hacker News, Torque once on Reddit and once, negatively, on X. */
export function snapshot(prefix: string, day: number) {
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
            likes: 7,
          },
        ]),
        byCommunity: byCommunity(0, 1, 1),
      },
    ],
  };
}

/** A followed account with a thread of two posts and a single post, most popular first. */
export function followed(prefix: string, index: number) {
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

/** The rules write the text of an idea; it is about its topic. */
export function idea(index: number) {
  const about = expect.stringMatching(new RegExp(topicOf(index), 'i'));
  return { title: about, body: about, engine: 'embedded' };
}
