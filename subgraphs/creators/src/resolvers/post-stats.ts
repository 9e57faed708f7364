import { boundId, readBoundId, TributaryError } from '@tributary/kit';
import type { Context } from '../context.ts';
import type { Answer, Subject } from '../facts.ts';
import { creatorOf } from '../identify.ts';
import type { Platform } from '../platforms.ts';
import { type HistoryArguments, sinceOf } from './creator.ts';

/** A post with its numbers, as the resolvers hand it on. */
interface PostSource {
  readonly url: string;
  readonly subject: Subject;
  readonly answer: Answer<'post_stats'>;
}

/** The numbers of the post at an address; null when there is none. */
export async function findPost(
  url: string,
  platform: Platform | null | undefined,
  context: Context,
): Promise<PostSource | null> {
  const subject = context.postAt(url, platform);
  const answer = await context.lookUp('post_stats', subject);
  return answer && { url, subject, answer };
}

/**
 * The platform and address that an id of a post's numbers stands for; null for every other id.
 * Nothing is read for it.
 */
export function postOfId(id: string, context: Context): { platform: Platform; url: string } | null {
  const key = readBoundId('stats', context.scope().workspaceId, id);
  const [, platform, url] = /^(\w+) (.+)$/s.exec(key ?? '') ?? [];
  return platform && url ? { platform: platform as Platform, url } : null;
}

export const PostStats = {
  /**
   * A neighbour may refer to any address, also to one that is no post of a platform that is known
   * here.
   */
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
  views: ({ answer }: PostSource) => answer.facts.views,
  likes: ({ answer }: PostSource) => answer.facts.likes,
  comments: ({ answer }: PostSource) => answer.facts.comments,
  shares: ({ answer }: PostSource) => answer.facts.shares,
  fetchedAt: ({ answer }: PostSource) => answer.fetchedAt,
  source: ({ answer }: PostSource) => answer,
  creator({ subject, answer }: PostSource) {
    const name = subject.username ?? answer.facts.username;
    return name && creatorOf(subject.platform, name);
  },
  history({ subject }: PostSource, args: HistoryArguments, context: Context) {
    const since = sinceOf(args);
    const { platform, id } = subject;
    return context.series.load({ kind: 'post', platform, subject: id, metric: args.metric, since });
  },
};
