import type { NewEvent } from '@tributary/kit/events';
import type { Post } from './data/posts.ts';
import type { Target, TargetChanges } from './data/targets.ts';

/** Returns the event of a post that was scheduled for accounts. */
export function scheduledEvent(
  { id, body }: Pick<Post, 'id' | 'body'>,
  scheduledAt: Date,
  accountIds: readonly string[],
): NewEvent {
  return {
    type: 'post.scheduled',
    subject: id,
    payload: {
      postId: id,
      text: body,
      scheduledAt: scheduledAt.toISOString(),
      accountIds: [...accountIds],
    },
  };
}

/** Returns the event of a target's change; none if the change is a step of a delivery. */
export function targetEvents(
  { id, body }: Pick<Post, 'id' | 'body'>,
  { accountId, status: before }: Pick<Target, 'accountId' | 'status'>,
  { status, url = null, error, publishedAt }: TargetChanges,
): NewEvent[] {
  if (status === before) return [];
  const payload = { postId: id, text: body, accountId };
  const message = error?.message ?? '';
  switch (status) {
    case 'published':
      return [
        {
          type: 'post.published',
          subject: id,
          payload: { ...payload, url, publishedAt: publishedAt!.toISOString() },
        },
      ];
    case 'failed':
      return [{ type: 'post.failed', subject: id, payload: { ...payload, code: error!.code, message } }];
    case 'unconfirmed':
      return [{ type: 'post.unconfirmed', subject: id, payload: { ...payload, message } }];
    default:
      return [];
  }
}
