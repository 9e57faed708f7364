import { notFound } from '@tributary/kit';
import type { Context } from '../context.ts';
import { requirePaid, requirePublishScope } from '../entitlement.ts';
import { isId } from '../ids.ts';
import * as moves from '../moves.ts';
import { checkPost, type PostInput } from '../post-input.ts';
import { expected } from './expected.ts';

type CreateInput = PostInput & { body: string; scheduledAt?: Date | null };
interface Settling {
  postId: string;
  accountId: string;
  published: boolean;
  url?: string | null;
}

/** Mutations of posts. */
export const postMutations = {
  createPost: (_: unknown, { input }: { input: CreateInput }, context: Context) =>
    expected(async () => {
      const { scheduledAt = null, ...rest } = input;
      // A time makes of a draft, which more keys may write, something that is published.
      if (scheduledAt) {
        requirePublishScope(context.principal);
        requirePaid(context.principal);
      }
      const mover = moverOf(context);
      const checked = await checkPost({ ...context, scope: mover.scope }, rest);
      const id = await moves.create(mover, { ...checked, body: rest.body }, scheduledAt);
      return { __typename: 'PostCreated', post: await context.posts.load(id) };
    }),

  updatePost: (_: unknown, { id, input }: { id: string; input: PostInput }, context: Context) =>
    moved('PostUpdated', id, context, async (mover) => {
      const changes = await checkPost({ ...context, scope: mover.scope }, input);
      await moves.update(mover, id, changes);
    }),

  deletePost: (_: unknown, { id }: { id: string }, context: Context) =>
    expected(async () => {
      await moves.remove(moverOf(context), known(id));
      return { __typename: 'PostDeleted', id };
    }),

  schedulePost: (_: unknown, { id, scheduledAt }: { id: string; scheduledAt: Date }, context: Context) =>
    moved('PostScheduled', id, context, (mover) => {
      requirePaid(context.principal);
      return moves.schedule(mover, id, scheduledAt);
    }),

  unschedulePost: (_: unknown, { id }: { id: string }, context: Context) =>
    moved('PostUnscheduled', id, context, (mover) => {
      requirePaid(context.principal);
      return moves.unschedule(mover, id);
    }),

  publishPost: (_: unknown, { id }: { id: string }, context: Context) =>
    moved('PostPublishing', id, context, (mover) => {
      requirePaid(context.principal);
      return moves.publish(mover, id);
    }),

  retryPost: (_: unknown, { id }: { id: string }, context: Context) =>
    moved('PostPublishing', id, context, (mover) => {
      requirePaid(context.principal);
      return moves.retry(mover, id);
    }),

  settleTarget: (_: unknown, { postId, accountId, published, url = null }: Settling, context: Context) =>
    moved('TargetSettled', postId, context, (mover) => {
      requirePaid(context.principal);
      return moves.settleByHand(mover, postId, { accountId, published, url });
    }),
};

/** Moves a post, and answers it as it stands after that. */
function moved(
  __typename: string,
  id: string,
  context: Context,
  work: (mover: moves.Mover) => Promise<void>,
) {
  return expected(async () => {
    known(id);
    await work(moverOf(context));
    context.posts.clear(id);
    context.targets.clear(id);
    return { __typename, post: await context.posts.load(id) };
  });
}

function known(id: string): string {
  if (!isId(id)) throw notFound('The post');
  return id;
}

function moverOf(context: Context): moves.Mover {
  const { publishers, principal, once } = context;
  return { publishers, principal, once, scope: context.scope(), now: new Date() };
}
