import { type GraphCaller, type GraphPort, TributaryError } from '@tributary/kit';
import type { Scope } from '@tributary/kit/postgres';
import type { PublishingPlatform as Platform, Publisher } from '@tributary/platforms';
import type { ConnectedAccount } from '../data/accounts.ts';
import { insertReadings, loadNewestReadings, type Reading } from '../data/readings.ts';
import type { Tables } from '../data/tables.ts';
import type { Target } from '../data/targets.ts';

/** Age at which a reading is refreshed, in milliseconds. */
const FRESH = 15 * 60_000;
/** Age for platforms whose publisher is part of this installation and needs no network. */
const FRESH_LOCALLY = 60_000;

/** Maximum number of posts per lookup operation. */
const MOST_LOOKUPS = 50;

interface Stats {
  readonly views: number | null;
  readonly likes: number | null;
  readonly comments: number | null;
  readonly shares: number | null;
  readonly fetchedAt: string;
}

/** Dependencies of reading metrics. */
export interface Reader {
  readonly graph: GraphPort;
  /** The identity that queries the creators subgraph and is charged for it. */
  readonly as: GraphCaller;
  readonly scope: Scope<Tables>;
  readonly now: Date;
  readonly publishers: ReadonlyMap<Platform, Publisher>;
  readonly accounts: { load(id: string): Promise<ConnectedAccount | null> };
}

/** A post and its targets. */
export interface PublishedPost {
  readonly id: string;
  readonly targets: readonly Target[];
}

/**
 * Returns the newest metrics of each post at its accounts; for a loader. Readings older than 15
 * minutes are refreshed from the creators subgraph in batches, and stored; if a lookup fails, the
 * last reading stays. Platforms of this installation are read from their publisher.
 */
export async function readNumbers(reader: Reader, posts: readonly PublishedPost[]): Promise<Reading[][]> {
  const { scope, now } = reader;
  const stored = await loadNewestReadings(
    scope,
    posts.map(({ id }) => id),
  );
  const published = posts.flatMap(({ targets }, index) =>
    targets
      .filter(({ status, url }) => status === 'published' && url)
      .map((target) => ({ target, age: ageOf(stored[index]!, target.accountId, now) })),
  );
  const placed = await Promise.all(
    published.map(async ({ target, age }) => {
      const account = await reader.accounts.load(target.accountId);
      return { target, age, publisher: account && reader.publishers.get(account.platform) };
    }),
  );
  const local = placed.filter(({ publisher, age }) => publisher?.numbers && age >= FRESH_LOCALLY);
  const remote = placed.filter(({ publisher, age }) => !publisher?.numbers && age >= FRESH);
  const found = [...(await askAll(reader, targetsOf(remote))), ...(await askLocally(reader, local))];
  await insertReadings(scope, found);
  const byPost = Map.groupBy(found, ({ postId }) => postId);
  return posts.map(({ id }, index) => {
    const read = (byPost.get(id) ?? []).map(({ postId: _, ...reading }) => reading);
    return [...new Map([...stored[index]!, ...read].map((each) => [each.accountId, each])).values()];
  });
}

/** Returns the age of the account's newest reading in milliseconds; infinite if there is none. */
function ageOf(readings: readonly Reading[], account: string, now: Date): number {
  const reading = readings.find(({ accountId }) => accountId === account);
  return reading ? now.getTime() - reading.fetchedAt.getTime() : Number.POSITIVE_INFINITY;
}

/** A target and the publisher of its platform. */
interface Placed {
  readonly target: Target;
  readonly publisher: Publisher | null | undefined;
}

const targetsOf = (placed: readonly Placed[]) => placed.map(({ target }) => target);

async function askLocally({ scope, now }: Reader, placed: readonly Placed[]) {
  const found: (Reading & { postId: string })[] = [];
  for (const [publisher, group] of Map.groupBy(placed, (each) => each.publisher)) {
    const references = targetsOf(group).flatMap(({ reference }) => reference ?? []);
    const numbers = await publisher!.numbers!(scope.workspaceId, references, now);
    for (const { postId, accountId, reference } of targetsOf(group)) {
      const known = numbers.get(reference ?? '');
      if (known) found.push({ postId, accountId, fetchedAt: now, ...known });
    }
  }
  return found;
}

async function askAll(reader: Reader, targets: readonly Target[]): Promise<(Reading & { postId: string })[]> {
  const starts = Array.from({ length: Math.ceil(targets.length / MOST_LOOKUPS) }, (_, index) => index);
  const read = await Promise.all(
    starts.map((start) => ask(reader, targets.slice(start * MOST_LOOKUPS, (start + 1) * MOST_LOOKUPS))),
  );
  return read.flat();
}

/**
 * Fetches the metrics of posts by URL; omits posts on platforms that are unknown to the creators
 * subgraph or unreachable.
 */
async function ask(
  { graph, as }: Reader,
  targets: readonly Target[],
): Promise<(Reading & { postId: string })[]> {
  const variables = Object.fromEntries(targets.map(({ url }, index) => [`url${index}`, url]));
  const answer = await graph
    .ask<Record<string, Stats | null>>(as, statsDocument(targets.length), variables, { partial: true })
    .catch((error: unknown) => {
      if (error instanceof TributaryError) return {} as Record<string, null>;
      throw error;
    });
  return targets.flatMap(({ postId, accountId }, index) => {
    const stats = answer[`stats${index}`];
    if (!stats) return [];
    const { views, likes, comments, shares, fetchedAt } = stats;
    return { postId, accountId, fetchedAt: new Date(fetchedAt), impressions: views, likes, comments, shares };
  });
}

function statsDocument(count: number): string {
  const numbers = Array.from({ length: count }, (_, index) => index);
  const variables = numbers.map((index) => `$url${index}: String!`);
  const fields = numbers.map(
    (index) => `stats${index}: postStats(url: $url${index}) { views likes comments shares fetchedAt }`,
  );
  return `query Stats(${variables.join(', ')}) { ${fields.join(' ')} }`;
}

/** Sums the metrics of all accounts; a metric that no account reports is null. */
export function totals(readings: readonly Reading[]) {
  const sum = (name: 'impressions' | 'likes' | 'comments' | 'shares') => {
    const known = readings.map((each) => each[name]).filter((each) => each !== null);
    return known.length === 0 ? null : known.reduce((total, each) => total + each, 0);
  };
  const numbers = {
    impressions: sum('impressions'),
    likes: sum('likes'),
    comments: sum('comments'),
    shares: sum('shares'),
  };
  const times = readings.map(({ fetchedAt }) => fetchedAt.getTime());
  return {
    ...numbers,
    engagementRate: engagementRate(readings),
    fetchedAt: times.length === 0 ? null : new Date(Math.max(...times)),
  };
}

/** Returns reactions divided by impressions, over the accounts that report impressions. */
function engagementRate(readings: readonly Reading[]): number | null {
  const known = readings.filter(({ impressions }) => impressions);
  const seen = known.reduce((total, { impressions }) => total + impressions!, 0);
  if (seen === 0) return null;
  const reactions = known.reduce(
    (total, { likes, comments, shares }) => total + (likes ?? 0) + (comments ?? 0) + (shares ?? 0),
    0,
  );
  return Math.round((reactions / seen) * 10_000) / 10_000;
}
