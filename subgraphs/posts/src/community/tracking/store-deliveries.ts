import type { TrackedBrand } from '@tributary/kit/brands';
import { type NewEvent, recordEvents } from '@tributary/kit/events';
import type { Scope } from '@tributary/kit/postgres';
import type { Delivery } from '@tributary/listening';
import type { Tables } from '../../data/tables.ts';
import {
  erasePosts,
  findPostsByIdentity,
  type IdentifiedPost,
  lockPosts,
} from '../data/deletion/post-tombstones.ts';
import { recordScoring } from '../data/scored-brands.ts';
import { loadOpinions } from '../data/trackers/model-judgements.ts';
import { type PostCounts, updatePostCounts } from '../data/trackers/post-counts.ts';
import { type PostMatch, upsertPostMatches } from '../data/trackers/post-matches.ts';
import { findRelevanceModel } from '../data/trackers/relevance-models.ts';
import { loadTrackers, type Tracker } from '../data/trackers/trackers.ts';
import { type NewCommunityPost, upsertReadyPosts } from '../data/write-community-posts.ts';
import { type JudgedPost, judge, trackerWords, wordsHash } from '../relevance/index.ts';
import { scorePosts } from '../score-posts.ts';
import { failingEvent, matchedEvent, scoredEvent } from './delivery-events.ts';
import { foundPost, spansWithin } from './found-post.ts';

/** A match that becomes a community post. */
interface Found {
  readonly delivery: Delivery;
  readonly tracker: Tracker;
  readonly post: NewCommunityPost;
}

/**
 * Stores the deliveries of one workspace: posts with their analysis, why and how relevantly they
 * match, new counts, tombstones, and the events of all these. Repeating it changes nothing. `scope`
 * is the transaction that takes the deliveries from the match log. The workspace's `brands` are
 * loaded before it; if they are unknown (null), the posts are scored again soon.
 */
export async function storeDeliveries(
  scope: Scope<Tables>,
  deliveries: readonly Delivery[],
  brands: readonly TrackedBrand[] | null,
  now: Date,
): Promise<void> {
  const {
    matched = [],
    counted = [],
    deleted = [],
    failing = [],
  } = Object.groupBy(deliveries, ({ change }) => change);
  const gone = deleted.map(({ item }) => identityOf(item));
  const goneKeys = new Set(gone.map(keyOf));
  const remaining = matched.filter(({ item }) => !goneKeys.has(keyOf(identityOf(item))));
  const before = await lockPosts(
    scope,
    [...matched, ...counted, ...deleted].map(({ item }) => identityOf(item)),
  );
  const events = [
    ...(await storeFound(scope, await foundBy(scope, remaining), before, brands)),
    ...(await failuresOf(scope, failing)),
  ];
  await recordEvents(scope, now, events);
  await updatePostCounts(scope, counted.map(countsOf));
  await erasePosts(scope, gone, now);
}

/** Drops matches of trackers that do not exist any more, and posts that cannot be stored. */
async function foundBy(scope: Scope<Tables>, deliveries: readonly Delivery[]): Promise<Found[]> {
  const trackers = await trackersOf(scope, deliveries);
  return deliveries.flatMap((delivery) => {
    const tracker = trackers.get(delivery.queryId);
    const post = foundPost(delivery.item);
    return tracker && post ? [{ delivery, tracker, post }] : [];
  });
}

async function trackersOf(
  scope: Scope<Tables>,
  deliveries: readonly Delivery[],
): Promise<Map<string, Tracker>> {
  const ids = [...new Set(deliveries.map(({ queryId }) => queryId))];
  return new Map((await loadTrackers(scope, ids)).map((tracker) => [tracker.id, tracker]));
}

/** Stores posts with their analysis and matches, and returns the events of what is new. */
async function storeFound(
  scope: Scope<Tables>,
  found: readonly Found[],
  before: readonly IdentifiedPost[],
  brands: readonly TrackedBrand[] | null,
): Promise<NewEvent[]> {
  if (found.length === 0) return [];
  const posts = new Map(found.map(({ delivery, post }) => [keyOf(identityOf(delivery.item)), post]));
  await recordScoring(scope, { brandsKnown: brands !== null });
  await upsertReadyPosts(scope, await scorePosts([...posts.values()], brands ?? []));
  const identities = found.map(({ delivery }) => identityOf(delivery.item));
  const all = await findPostsByIdentity(scope, identities);
  const stored = new Map(all.filter(({ isDeleted }) => !isDeleted).map((post) => [keyOf(post), post]));
  const known = new Map(before.map((post) => [post.id, post]));
  const scored = [...stored].flatMap(
    ([key, post]) => scoredEvent(known.get(post.id), post, posts.get(key)!) ?? [],
  );
  return [...(await storeMatches(scope, found, stored)), ...scored];
}

/** Stores the matches of stored posts, and returns the events of those that are new. */
async function storeMatches(
  scope: Scope<Tables>,
  found: readonly Found[],
  stored: ReadonlyMap<string, IdentifiedPost>,
): Promise<NewEvent[]> {
  const model = await findRelevanceModel(scope);
  const opinions = await loadOpinions(
    scope,
    [...stored.values()].map(({ id }) => id),
  );
  const words = new Map(found.map(({ tracker }) => [tracker.id, trackerWords(tracker)]));
  const posts = new Map<string, NewCommunityPost>();
  const matches = found.flatMap(({ delivery, tracker, post }): PostMatch[] => {
    const postId = stored.get(keyOf(identityOf(delivery.item)))?.id;
    if (postId === undefined) return [];
    posts.set(postId, post);
    const { spans, fields } = delivery.reasons!;
    const judged = judgedPost(post, delivery, spansWithin(spans, post));
    const { origin, foundAt } = delivery;
    const known = opinions.find((each) => each.postId === postId && each.trackerId === tracker.id)?.opinion;
    // An opinion of an earlier text is dropped, so that the language model judges the new one.
    const opinion = known?.words === wordsHash(judged) ? known : null;
    const judgement = judge(judged, words.get(tracker.id)!, model, opinion);
    const match = { postId, trackerId: tracker.id, spans: judged.spans, fields, origin, foundAt };
    return [{ ...match, ...judgement, opinion }];
  });
  const added = await upsertPostMatches(scope, matches);
  return added.map((match) => matchedEvent(match, posts.get(match.postId)!));
}

/** Returns the events of sources that cannot be read, of trackers that still exist. */
async function failuresOf(scope: Scope<Tables>, failing: readonly Delivery[]): Promise<NewEvent[]> {
  if (failing.length === 0) return [];
  const trackers = await trackersOf(scope, failing);
  return failing.filter(({ queryId }) => trackers.has(queryId)).map(failingEvent);
}

function countsOf({ item }: Delivery): PostCounts {
  const { likes: points, comments } = item.metrics;
  return { ...identityOf(item), points, comments };
}

function judgedPost(
  { source, kind, title, body, author, points }: NewCommunityPost,
  { item }: Delivery,
  spans: JudgedPost['spans'],
): JudgedPost {
  return { source, kind, title, body, author, community: item.community, points, spans };
}

interface Identity {
  readonly source: string;
  readonly externalId: string;
}

function identityOf({ platform, nativeId }: Delivery['item']): Identity {
  return { source: platform, externalId: nativeId };
}

function keyOf({ source, externalId }: Identity): string {
  return `${source}\n${externalId}`;
}
