import { EMBEDDED } from '@tributary/ai';
import type { CommunityContext } from '../context.ts';
import type { CommunityPost } from '../data/community-post-rows.ts';
import type { PostMatch as Row } from '../data/trackers/post-matches.ts';
import { foundWords } from '../relevance/index.ts';

/** A match with its post, part of whose text is the evidence. */
export interface MatchOfPost extends Row {
  readonly post: CommunityPost;
}

const CORRECTED = 'It was corrected by hand.';

export const PostMatch = {
  tracker: ({ trackerId }: MatchOfPost, _: unknown, context: CommunityContext) =>
    context.trackers.load(trackerId),
  relevance: ({ post, relevance }: MatchOfPost) => post.marked.relevance ?? relevance,
  reason: ({ post, reason }: MatchOfPost) => (post.marked.relevance === null ? reason : CORRECTED),
  engine: ({ opinion }: MatchOfPost) => (opinion?.relevance ? opinion.model : EMBEDDED),
  evidence: ({ post: { title, body }, spans }: MatchOfPost) => [
    ...new Set(foundWords({ title, body, spans })),
  ],
};
