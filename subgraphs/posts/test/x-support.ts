import type { Scope } from '@tributary/kit/postgres';
import type { Tables } from '../src/data/tables.ts';
import { upsertFactsOfX } from '../src/x/data/write-x-facts.ts';
import { insertFollow } from '../src/x/data/x-accounts.ts';
import type { FromX } from '../src/x/post.ts';
import { readTags } from '../src/x/post-tags.ts';

let unique = 0;
export const newId = () => String(10_000_000_000_000_000_000n - BigInt(++unique));
export const newName = () => `someone_${++unique}`;

/** Builds a post as returned by X, with defaults for fields irrelevant to the test. */
export function newXPost(changes: Partial<FromX> = {}): FromX {
  const content = changes.content ?? 'A post';
  return {
    origin: 'x',
    id: newId(),
    content,
    postedAt: new Date('2026-04-01T12:00:00Z'),
    conversationId: null,
    inReplyToUser: null,
    inReplyToPost: null,
    quotedPostId: null,
    quotedContent: null,
    quotedUsername: null,
    isRetweet: false,
    ...readTags(content),
    media: [],
    likes: null,
    retweets: null,
    replies: null,
    views: null,
    ...changes,
  };
}

/** Stores posts that X returned for an account, and follows the account. */
export async function storeFactsOfX(
  scope: Scope<Tables>,
  username: string,
  posts: readonly FromX[],
  at = new Date(),
): Promise<void> {
  const { account } = (await insertFollow(scope, username))!;
  await upsertFactsOfX(scope, account, posts, at);
}
