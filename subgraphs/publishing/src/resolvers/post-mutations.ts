import { notFound } from '@tributary/kit';
import type { Context } from '../context.ts';
import { requirePaid, requirePublishScope } from '../entitlement.ts';
import { isId } from '../ids.ts';
import { checkPost, type PostInput, type TransitionContext, transitions } from '../posts/index.ts';
import { expected } from './expected.ts';

type CreateInput = PostInput & { body: string; scheduledAt?: Date | null };
interface Settling {
  postId: string;
  accountId: string;
  published: boolean;
  url?: string | null;
}

export const postMutations = {
  createPost: (_: unknown, { input }: { input: CreateInput }, context: Context) =>
    expected(async () => {
      const { scheduledAt = null, ...rest } = input;
      // More keys may write drafts than publish; a scheduled time turns the draft into a
      // publication.
      if (scheduledAt) {
        requirePublishScope(context.principal);
        requirePaid(context.principal);
      }
      const transition = moverOf(context);
      const checked = await checkPost({ ...context, scope: transition.scope }, rest);
      const id = await transitions.create(transition, { ...checked, body: rest.body }, scheduledAt);
      return { __typename: 'PostCreated', post: await context.posts.load(id) };
    }),

  updatePost: (_: unknown, { id, input }: { id: string; input: PostInput }, context: Context) =>
    moved('PostUpdated', id, context, async (transition) => {
      const changes = await checkPost({ ...context, scope: transition.scope }, input);
      await transitions.update(transition, id, changes);
    }),

  deletePost: (_: unknown, { id }: { id: string }, context: Context) =>
    expected(async () => {
      await transitions.remove(moverOf(context), known(id));
      return { __typename: 'PostDeleted', id };
    }),

  schedulePost: (_: unknown, { id, scheduledAt }: { id: string; scheduledAt: Date }, context: Context) =>
    moved('PostScheduled', id, context, (transition) => {
      requirePaid(context.principal);
      return transitions.schedule(transition, id, scheduledAt);
    }),

  unschedulePost: (_: unknown, { id }: { id: string }, context: Context) =>
    moved('PostUnscheduled', id, context, (transition) => {
      requirePaid(context.principal);
      return transitions.unschedule(transition, id);
    }),

  publishPost: (_: unknown, { id }: { id: string }, context: Context) =>
    moved('PostPublishing', id, context, (transition) => {
      requirePaid(context.principal);
      return transitions.publish(transition, id);
    }),

  retryPost: (_: unknown, { id }: { id: string }, context: Context) =>
    moved('PostPublishing', id, context, (transition) => {
      requirePaid(context.principal);
      return transitions.retry(transition, id);
    }),

  settleTarget: (_: unknown, { postId, accountId, published, url = null }: Settling, context: Context) =>
    moved('TargetSettled', postId, context, (transition) => {
      requirePaid(context.principal);
      return transitions.settleByHand(transition, postId, { accountId, published, url });
    }),
};

/** Runs a transition of a post and returns the updated post. */
function moved(
  __typename: string,
  id: string,
  context: Context,
  work: (transition: TransitionContext) => Promise<void>,
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

function moverOf(context: Context): TransitionContext {
  const { publishers, principal, once } = context;
  return { publishers, principal, once, scope: context.scope(), now: new Date() };
}
