import type { Vendor } from '../stand-in.ts';
import { bluesky, type Event, inV2, isFrom, recordOf } from './bluesky.ts';
import type { PublicPost } from './public-post.ts';

/** A Bluesky whose stream stays open: what is published is sent to every connection at once. */
export interface LiveBluesky {
  readonly vendor: Vendor;
  /** Publishes a post, and returns it. */
  publish(text: string): PublicPost;
  /** Deletes a post. */
  remove(post: PublicPost): void;
}

/** Creates a Bluesky without posts, which speaks version 2 of Jetstream. */
export function liveBluesky(): LiveBluesky {
  const posts: PublicPost[] = [];
  const events: Event[] = [];
  const connections = new Set<(text: string) => void>();
  const record = (post: PublicPost, isDeleted: boolean) => {
    const { number } = post;
    const written = isDeleted ? null : recordOf(post, 'ok');
    const event = { seq: events.length + 1, at: Date.now(), number, record: written };
    events.push(event);
    const message = JSON.stringify(inV2(event));
    for (const send of connections) send(message);
  };
  return {
    vendor: {
      ...bluesky(posts),
      stream({ query }, send) {
        const cursor = query.get('cursor');
        const missed = cursor === null ? [] : events.filter((event) => isFrom(event, Number(cursor)));
        for (const event of missed) send(JSON.stringify(inV2(event)));
        connections.add(send);
      },
    },
    publish(text) {
      const post = { number: posts.length + 1, at: Date.now(), text, deleted: false };
      posts.push(post);
      record(post, false);
      return post;
    },
    remove(post) {
      post.deleted = true;
      record(post, true);
    },
  };
}
