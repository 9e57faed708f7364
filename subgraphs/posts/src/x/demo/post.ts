import type { FromFile } from '../post.ts';
import { readTags } from '../post-tags.ts';

const BLANK = {
  origin: 'file' as const,
  conversationId: null,
  inReplyToUser: null,
  inReplyToPost: null,
  quotedPostId: null,
  quotedContent: null,
  quotedUsername: null,
  isRetweet: false,
  media: [],
  likes: null,
  retweets: null,
  replies: null,
  views: null,
};

/** Builds a sample post; extracts tags and URLs from its text. */
export function demoXPost(
  given: Partial<FromFile> & Pick<FromFile, 'id' | 'content' | 'postedAt'>,
): FromFile {
  return { ...BLANK, ...readTags(given.content), ...given };
}
