import fc from 'fast-check';

/**
 * A community post in the reference implementation of filters and sorts, with values as in the SDL.
 */
export interface Model {
  source: string;
  kind: string;
  title: string;
  body: string;
  author: string;
  subreddit: string | null;
  postedAt: Date;
  likes: number | null;
  comments: number | null;
  score: number;
  intent: string | null;
  urgency: string;
  buyingStage: string;
  action: string;
  competitor: string | null;
  signals: string[];
  engagementStatus: string | null;
}

/** Variables of `communityPosts` and `communityPostCounts`. */
export interface Asked {
  filter: Record<string, unknown> | null;
  search: string | null;
}

const SOURCES = ['REDDIT', 'HACKERNEWS', 'X'];
const INTENTS = ['BUYING', 'PAIN_POINT', 'QUESTION', 'COMPARISON'];
const LEVELS = ['HIGH', 'MEDIUM', 'LOW'];
const STAGES = ['AWARE', 'EVALUATING', 'DECIDING'];
const ACTIONS = ['ENGAGE', 'MONITOR', 'IGNORE'];
const STATUSES = ['ENGAGED', 'REPLIED', 'DISMISSED'];
const AUTHORS = ['', 'ada', 'Émile', 'bob:x', "o'neil"];
const SUBREDDITS = ['SaaS', 'smallbusiness'];
const COMPETITORS = ['Acme', 'Blue Bottle'];
const SIGNALS = ['budget_mentioned', 'asks_for_alternative', 'deadline'];
const PHRASES = ['open source', 'invoice tool', 'C++'];

const one = <Value>(values: readonly Value[]) => fc.constantFrom(...values);
const some = <Value>(values: readonly Value[]) => fc.subarray([...values]);
const text = fc
  .array(one(['open', 'source', 'invoice', 'tool', 'c++', 'c']), { maxLength: 5 })
  .map((words) => words.join(' '));

/** Generates posts from few values, so that many tie in the sort order. */
export const model: fc.Arbitrary<Model> = fc.record({
  source: one(SOURCES),
  kind: one(['POST', 'COMMENT']),
  title: text,
  body: text,
  author: one(AUTHORS),
  subreddit: fc.option(one(SUBREDDITS)),
  postedAt: fc.integer({ min: 0, max: 5 }).map((half) => new Date(Date.UTC(2026, 2, 1, 12 * half))),
  likes: fc.option(one([-3, 0, 7, 7, 9_007_199_254_740_991])),
  comments: fc.option(one([0, 2])),
  score: one([1, 4.5, 8.4, 8.5, 10]),
  intent: fc.option(one(INTENTS)),
  urgency: one(LEVELS),
  buyingStage: one(STAGES),
  action: one(ACTIONS),
  competitor: fc.option(one(COMPETITORS)),
  signals: some(SIGNALS),
  engagementStatus: fc.option(one(STATUSES)),
});

const anyCase = (name: string) => fc.constantFrom(name, name.toUpperCase(), name.toLowerCase());
const names = (values: readonly string[]) =>
  fc.array(one(values).chain(anyCase), { minLength: 1, maxLength: 3 });
const day = one(['2026-03-01', '2026-03-02', '2026-03-03']);

const MEMBERS = {
  keyword: one(PHRASES),
  source: some(SOURCES),
  kind: some(['POST', 'COMMENT']),
  intent: some(INTENTS),
  urgency: some(LEVELS),
  buyingStage: some(STAGES),
  action: some(ACTIONS),
  subreddit: names(SUBREDDITS),
  author: names(AUTHORS.filter(Boolean)),
  competitor: names(COMPETITORS),
  signal: names(SIGNALS),
  minScore: one([1, 8.5, 10]),
  from: day,
  to: day,
  engagementStatus: some(STATUSES),
  handled: fc.boolean(),
};

/** Generates filters with few members, so that some posts still match. */
export const asked: fc.Arbitrary<Asked> = fc.record({
  filter: fc.option(
    some(Object.keys(MEMBERS) as (keyof typeof MEMBERS)[])
      .map((chosen) => chosen.slice(0, 3))
      .chain((chosen) =>
        fc.record(Object.fromEntries(chosen.map((name) => [name, MEMBERS[name] as fc.Arbitrary<unknown>]))),
      )
      .filter(({ from, to }) => !from || !to || (from as string) <= (to as string)),
  ),
  search: fc.option(one(PHRASES), { freq: 1 }),
});

/** Returns whether a filter selects a post: each member as the schema describes it. */
export function isSelected(post: Model, { filter, search }: Asked): boolean {
  if (search !== null && !says(post, search)) return false;
  return Object.entries(filter ?? {}).every(([name, value]) => holds(post, name, value));
}

function holds(post: Model, name: string, value: unknown): boolean {
  switch (name) {
    case 'keyword':
      return says(post, value as string);
    case 'minScore':
      return post.score >= (value as number);
    case 'from':
      return dayOf(post) >= (value as string);
    case 'to':
      return dayOf(post) <= (value as string);
    case 'handled':
      return (post.engagementStatus !== null) === value;
    case 'signal':
      return (value as string[]).some((each) => post.signals.includes(each.toLowerCase()));
    default:
      return isOneOf(post[name as keyof Model] as string | null, value as string[]);
  }
}

/** Returns the UTC day of a post. */
export function dayOf({ postedAt }: Model): string {
  return postedAt.toISOString().slice(0, 10);
}

function isOneOf(value: string | null, list: readonly string[]): boolean {
  if (list.length === 0) return true;
  return value !== null && list.some((each) => each.toLowerCase() === value.toLowerCase());
}

function says({ title, body }: Model, phrase: string): boolean {
  const folded = phrase.toLowerCase();
  if (folded === 'c++') return [title, body].some((part) => part.split(' ').includes(folded));
  return [title, body].some((part) => ` ${part.replaceAll('+', '')} `.includes(` ${folded} `));
}
