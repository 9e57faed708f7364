import { boundId, readBoundId, TributaryError } from '@tributary/kit';
import type { Answer, Subject } from '../answer.ts';
import type { Context } from '../context.ts';
import { creatorOf } from '../identify.ts';
import type { Platform } from '../platforms.ts';
import { type HistoryArguments, sinceOf } from './creator.ts';

/** A post with its metrics, as passed between resolvers. */
interface PostSource {
  readonly url: string;
  readonly subject: Subject;
  readonly answer: Answer<'post_stats'>;
}

/** Finds the metrics of the post at a URL; null if there is none. */
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
 * Returns the platform and URL encoded in the id of post statistics, without reading anything; null
 * for any other id.
 */
export function postOfId(id: string, context: Context): { platform: Platform; url: string } | null {
  const key = readBoundId('stats', context.scope().workspaceId, id);
  const [, platform, url] = /^(\w+) (.+)$/s.exec(key ?? '') ?? [];
  return platform && url ? { platform: platform as Platform, url } : null;
}

export const PostStats = {
  /** Other subgraphs may refer to any URL, including one that is not a post on a known platform. */
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
    const since = sinceOf(args, context);
    const { platform, id } = subject;
    return context.series.load({ kind: 'post', platform, subject: id, metric: args.metric, since });
  },
};
