import { notFound } from '@tributary/kit';
import type { Context } from '../context.ts';
import { requirePaid, requirePublishScope } from '../entitlement.ts';
import { isId } from '../ids.ts';
import { checkPost, type PostInput, type TransitionContext, transitions } from '../posts/index.ts';
import { expected } from './expected.ts';

type CreateInput = PostInput & { body: string; scheduledAt?: Date | null };
interface SettleArguments {
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
      const transition = transitionContext(context);
      const checked = await checkPost({ ...context, scope: transition.scope }, rest);
      const id = await transitions.create(transition, { ...checked, body: rest.body }, scheduledAt);
      return { __typename: 'PostCreated', post: await context.posts.load(id) };
    }),

  updatePost: (_: unknown, { id, input }: { id: string; input: PostInput }, context: Context) =>
    changePost('PostUpdated', id, context, async (transition) => {
      const changes = await checkPost({ ...context, scope: transition.scope }, input);
      await transitions.update(transition, id, changes);
    }),

  deletePost: (_: unknown, { id }: { id: string }, context: Context) =>
    expected(async () => {
      await transitions.remove(transitionContext(context), checkId(id));
      return { __typename: 'PostDeleted', id };
    }),

  schedulePost: (_: unknown, { id, scheduledAt }: { id: string; scheduledAt: Date }, context: Context) =>
    changePost('PostScheduled', id, context, (transition) => {
      requirePaid(context.principal);
      return transitions.schedule(transition, id, scheduledAt);
    }),

  unschedulePost: (_: unknown, { id }: { id: string }, context: Context) =>
    changePost('PostUnscheduled', id, context, (transition) => {
      requirePaid(context.principal);
      return transitions.unschedule(transition, id);
    }),

  publishPost: (_: unknown, { id }: { id: string }, context: Context) =>
    changePost('PostPublishing', id, context, (transition) => {
      requirePaid(context.principal);
      return transitions.publish(transition, id);
    }),

  retryPost: (_: unknown, { id }: { id: string }, context: Context) =>
    changePost('PostPublishing', id, context, (transition) => {
      requirePaid(context.principal);
      return transitions.retry(transition, id);
    }),

  settleTarget: (
    _: unknown,
    { postId, accountId, published, url = null }: SettleArguments,
    context: Context,
  ) =>
    changePost('TargetSettled', postId, context, (transition) => {
      requirePaid(context.principal);
      return transitions.settleByHand(transition, postId, { accountId, published, url });
    }),
};

/** Runs a transition of a post and returns the updated post. */
function changePost(
  __typename: string,
  id: string,
  context: Context,
  work: (transition: TransitionContext) => Promise<void>,
) {
  return expected(async () => {
    checkId(id);
    await work(transitionContext(context));
    context.posts.clear(id);
    context.targets.clear(id);
    return { __typename, post: await context.posts.load(id) };
  });
}

function checkId(id: string): string {
  if (!isId(id)) throw notFound('The post');
  return id;
}

function transitionContext(context: Context): TransitionContext {
  const { publishers, principal, once } = context;
  return { publishers, principal, once, scope: context.scope(), now: new Date(context.clock()) };
}
