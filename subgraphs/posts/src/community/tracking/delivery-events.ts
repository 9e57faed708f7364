import type { NewEvent } from '@tributary/kit/events';
import type { Delivery } from '@tributary/listening';
import type { IdentifiedPost } from '../data/deletion/post-tombstones.ts';
import type { PostMatch } from '../data/trackers/post-matches.ts';
import type { NewCommunityPost } from '../data/write-community-posts.ts';

/** Returns the event of a new match. */
export function matchedEvent(
  { postId, trackerId, relevance, origin }: PostMatch,
  post: NewCommunityPost,
): NewEvent {
  return {
    type: 'tracker.matched',
    subject: postId,
    payload: { ...postPayload(postId, post), trackerId, relevance, origin },
  };
}

/** Returns the event of an analysis; null if it is the same as before. */
export function scoredEvent(
  before: IdentifiedPost | undefined,
  stored: IdentifiedPost,
  post: NewCommunityPost,
): NewEvent | null {
  const { id, score, intent, urgency, action } = stored;
  const isSame =
    before !== undefined &&
    before.score === score &&
    before.intent === intent &&
    before.urgency === urgency &&
    before.action === action;
  if (isSame) return null;
  return {
    type: 'post.scored',
    subject: id,
    payload: { ...postPayload(id, post), score, intent, urgency, action },
  };
}

/** Returns the event of a source that a tracker needs and that cannot be read. */
export function failingEvent({ queryId: trackerId, failure }: Delivery): NewEvent {
  const { platform: source, place, problem, lastSuccess: lastSuccessAt } = failure!;
  return {
    type: 'tracker.failing',
    subject: trackerId,
    payload: { trackerId, source, place, problem, lastSuccessAt },
  };
}

function postPayload(postId: string, { source, url, title, body, author, postedAt }: NewCommunityPost) {
  return { postId, source, url, title, text: body, author, postedAt: postedAt.toISOString() };
}
