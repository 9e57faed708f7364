import type { PostNumbers, Profile, Subject, Videos } from '../answer.ts';
import type { StoredAnswer } from '../data/answers.ts';
import type { HistoryRow } from '../data/history.ts';
import type { Operation } from '../platforms.ts';

/**
 * Returns the history rows of a fresh answer: metrics of a creator, of a post, or of every post in
 * a list.
 */
export function historyOf(
  operation: Operation,
  { platform, id }: Subject,
  { facts, provider, fetchedAt: at }: StoredAnswer,
): HistoryRow[] {
  const common = { platform, at, provider };
  if (operation === 'profile') {
    const { followers, following, postsCount } = facts as Profile;
    return [{ ...common, kind: 'creator', subject: id, followers, following, posts_count: postsCount }];
  }
  const post = (
    subject: string,
    { views, likes, comments, shares }: Omit<PostNumbers, 'postId' | 'username'>,
  ) => ({
    ...common,
    kind: 'post' as const,
    subject,
    views,
    likes,
    comments,
    shares,
  });
  if (operation === 'post_stats') return [post(id, facts as PostNumbers)];
  return (facts as Videos).videos.map((video) => post(video.id, video));
}
