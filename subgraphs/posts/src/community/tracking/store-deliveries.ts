import type { TrackedBrand } from '@tributary/kit/brands';
import type { Scope } from '@tributary/kit/postgres';
import type { Delivery } from '@tributary/listening';
import type { Tables } from '../../data/tables.ts';
import { erasePosts, findPostsByIdentity, lockPosts } from '../data/post-tombstones.ts';
import { recordScoring } from '../data/scored-brands.ts';
import { loadOpinions } from '../data/trackers/model-judgements.ts';
import { type PostMatch, upsertPostMatches } from '../data/trackers/post-matches.ts';
import { findRelevanceModel } from '../data/trackers/relevance-models.ts';
import { loadTrackers, type Tracker } from '../data/trackers/trackers.ts';
import { type NewCommunityPost, upsertReadyPosts } from '../data/write-community-posts.ts';
import { type JudgedPost, judge, trackerWords, wordsHash } from '../relevance/index.ts';
import { scorePosts } from '../score-posts.ts';
import type { ScoringThreads } from '../scoring/threads.ts';
import { foundPost, spansWithin } from './found-post.ts';

/** A match that becomes a community post. */
interface Found {
  readonly delivery: Delivery;
  readonly tracker: Tracker;
  readonly post: NewCommunityPost;
}

/** What posts are scored with. */
export interface Scoring {
  readonly threads: ScoringThreads;
  /** Loaded before the transaction; null if unknown: then the posts are scored again soon. */
  readonly brands: readonly TrackedBrand[] | null;
}

/**
 * Stores the deliveries of one workspace: posts with their analysis, why and how relevantly they
 * match, and tombstones. Repeating it changes nothing. `scope` is the transaction that takes the
 * deliveries from the match log.
 */
export async function storeDeliveries(
  scope: Scope<Tables>,
  deliveries: readonly Delivery[],
  { threads, brands }: Scoring,
  now: Date,
): Promise<void> {
  await lockPosts(
    scope,
    deliveries.map(({ item }) => identityOf(item)),
  );
  const deleted = deliveries.filter(({ change }) => change === 'deleted').map(({ item }) => identityOf(item));
  const deletedKeys = new Set(deleted.map(keyOf));
  const matched = deliveries.filter(
    ({ change, item }) => change === 'matched' && !deletedKeys.has(keyOf(identityOf(item))),
  );
  const found = await foundBy(scope, matched);
  const posts = new Map(found.map(({ delivery, post }) => [keyOf(identityOf(delivery.item)), post]));
  if (posts.size > 0) await recordScoring(scope, { brandsKnown: brands !== null });
  await upsertReadyPosts(scope, await scorePosts([...posts.values()], threads, brands ?? []));
  await storeMatches(scope, found);
  await erasePosts(scope, deleted, now);
}

/** Drops matches of trackers that do not exist any more, and posts that cannot be stored. */
async function foundBy(scope: Scope<Tables>, deliveries: readonly Delivery[]): Promise<Found[]> {
  const ids = [...new Set(deliveries.map(({ queryId }) => queryId))];
  const trackers = new Map((await loadTrackers(scope, ids)).map((tracker) => [tracker.id, tracker]));
  return deliveries.flatMap((delivery) => {
    const tracker = trackers.get(delivery.queryId);
    const post = foundPost(delivery.item);
    return tracker && post ? [{ delivery, tracker, post }] : [];
  });
}

async function storeMatches(scope: Scope<Tables>, found: readonly Found[]): Promise<void> {
  if (found.length === 0) return;
  const identities = found.map(({ delivery }) => identityOf(delivery.item));
  const stored = await findPostsByIdentity(scope, identities);
  const byKey = new Map(stored.filter(({ isDeleted }) => !isDeleted).map((post) => [keyOf(post), post.id]));
  const model = await findRelevanceModel(scope);
  const opinions = await loadOpinions(scope, [...byKey.values()]);
  const words = new Map(found.map(({ tracker }) => [tracker.id, trackerWords(tracker)]));
  const matches = found.flatMap(({ delivery, tracker, post }): PostMatch[] => {
    const postId = byKey.get(keyOf(identityOf(delivery.item)));
    if (postId === undefined) return [];
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
  await upsertPostMatches(scope, matches);
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
