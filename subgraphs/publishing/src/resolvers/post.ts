import { invalidInput } from '@tributary/kit';
import type { Context } from '../context.ts';
import type { Post as PostRow } from '../data/posts.ts';
import type { Reading } from '../data/readings.ts';
import type { ReplyToType } from '../data/tables.ts';
import type { Target } from '../data/targets.ts';
import { isId } from '../ids.ts';
import { totals } from '../posts/index.ts';

/** Finds a post of the workspace by id; null if unknown. */
export function findPost({ id }: { id: string }, { posts }: Context) {
  return isId(id) ? posts.load(id) : null;
}

export const Post = {
  __resolveReference: findPost,
  async targets({ id, scheduledAt }: PostRow, _: unknown, context: Context) {
    const targets = await targetsOf(id, context);
    return targets.map((target) =>
      target.status === 'scheduled' ? { ...target, nextAttemptAt: scheduledAt } : target,
    );
  },
  async media({ mediaIds }: PostRow, _: unknown, { mediaAssets }: Context) {
    const found = await Promise.all(mediaIds.map((id) => mediaAssets.load(id)));
    // A file may be deleted once its post is published.
    return found.filter((asset) => asset !== null);
  },
  inReplyTo: ({ replyTo }: PostRow) => replyTo && { __typename: replyTo.type, id: replyTo.id },
  async analytics({ id }: PostRow, _: unknown, context: Context) {
    const [targets, readings] = await Promise.all([targetsOf(id, context), context.numbers.load(id)]);
    return { id, targets, readings, ...totals(readings) };
  },
  audit({ id }: PostRow, { first }: { first?: number | null }, context: Context) {
    return context.audits.load({ postId: id, limit: bounded('first', first ?? 20, 100) });
  },
};

interface Analytics {
  readonly id: string;
  readonly targets: readonly Target[];
  readonly readings: readonly Reading[];
}

export const PostAnalytics = {
  /** Includes accounts without metrics, with nulls. */
  targets: ({ targets, readings }: Analytics) =>
    targets.map(({ accountId }) => readings.find((each) => each.accountId === accountId) ?? { accountId }),
  history({ id }: Analytics, { first }: { first?: number | null }, context: Context) {
    return context.readings.load({ postId: id, limit: bounded('first', first ?? 50, 500) });
  },
};

/** Resolves the account of a target or of its metrics. */
const account = ({ accountId }: { accountId: string }, _: unknown, { accounts }: Context) =>
  accounts.load(accountId);

export const PostTargetAnalytics = { account };

export const PostTarget = {
  account,
  error: ({ errorCode: code, errorMessage: message }: Target) => (code ? { code, message } : null),
  stats: ({ url }: Target) => url && { __typename: 'PostStats', url },
};

async function targetsOf(id: string, { targets }: Context): Promise<Target[]> {
  return (await targets.load(id))!.targets;
}

function repliesTo(type: ReplyToType) {
  return {
    __resolveReference: (reference: { id: string }) => reference,
    replies: async ({ id }: { id: string }, _: unknown, { replies }: Context) =>
      (await replies[type].load(id))!.posts,
  };
}

export const CommunityPost = repliesTo('CommunityPost');
export const Mention = repliesTo('Mention');

function bounded(field: string, value: number, most: number): number {
  if (value < 1 || value > most) throw invalidInput(field, `\`${field}\` must be from 1 to ${most}.`);
  return value;
}
