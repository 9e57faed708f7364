import { boundId, readBoundId, TributaryError } from '@tributary/kit';
import type { Context } from '../context.ts';
import { creatorOf } from '../creator.ts';
import type { Reading, Subject } from '../facts.ts';
import type { Platform } from '../platforms.ts';
import { type HistoryArguments, sinceOf } from './creator.ts';

/** A post with its numbers, as the resolvers hand it on. */
interface PostSource {
  readonly url: string;
  readonly subject: Subject;
  readonly reading: Reading<'post_stats'>;
}

/** The numbers of the post at an address; null when there is none. */
export async function findPost(
  url: string,
  platform: Platform | null | undefined,
  context: Context,
): Promise<PostSource | null> {
  const subject = context.postAt(url, platform);
  const reading = await context.read('post_stats', subject);
  return reading && { url, subject, reading };
}

/** The platform and address that an id of a post's numbers stands for; null for every other id. Nothing is read for it. */
export function postOfId(id: string, context: Context): { platform: Platform; url: string } | null {
  const key = readBoundId('stats', context.scope().workspaceId, id);
  const [, platform, url] = /^(\w+) (.+)$/s.exec(key ?? '') ?? [];
  return platform && url ? { platform: platform as Platform, url } : null;
}

export const PostStats = {
  /** A neighbour may refer to any address, also to one that is no post of a platform that is known here. */
  async __resolveReference(reference: { id?: string; url?: string }, context: Context) {
    const { id, url } = reference;
    const post = id === undefined ? { url: url!, platform: null } : postOfId(id, context);
    if (!post) return null;
    try {
      return await findPost(post.url, post.platform, context);
    } catch (error) {
      if (error instanceof TributaryError && error.code === 'INVALID_INPUT') return null;
      throw error;
    }
  },
  id: ({ url, subject }: PostSource, _: unknown, context: Context) =>
    boundId('stats', context.scope().workspaceId, `${subject.platform} ${url}`),
  platform: ({ subject }: PostSource) => subject.platform,
  postId: ({ subject }: PostSource) => subject.id,
  views: ({ reading }: PostSource) => reading.facts.views,
  likes: ({ reading }: PostSource) => reading.facts.likes,
  comments: ({ reading }: PostSource) => reading.facts.comments,
  shares: ({ reading }: PostSource) => reading.facts.shares,
  fetchedAt: ({ reading }: PostSource) => reading.fetchedAt,
  source: ({ reading }: PostSource) => reading,
  creator({ subject, reading }: PostSource) {
    const name = subject.username ?? reading.facts.username;
    return name && creatorOf(subject.platform, name);
  },
  history({ subject }: PostSource, args: HistoryArguments, context: Context) {
    const since = sinceOf(args);
    const { platform, id } = subject;
    return context.series.load({ kind: 'post', platform, subject: id, metric: args.metric, since });
  },
};
