import { useId, useState } from 'react';
import { useNotifiedAction } from '../../../frame/index.ts';
import { refusalIn, useOutcome } from '../../../graph/index.ts';
import { Button } from '../../../ui/button.tsx';
import { ConfirmDialog } from '../../../ui/form/confirm-dialog.tsx';
import { localInput } from '../calendar/calendar-days.ts';
import { ComposerDialog } from '../composer/composer-dialog.tsx';
import {
  deletePostMutation,
  type PostDetails,
  publishPostMutation,
  retryPostMutation,
  schedulePostMutation,
  unschedulePostMutation,
} from '../publishing-operations.ts';

interface PostActionsProps {
  readonly post: PostDetails;
  readonly onChanged: () => void;
  readonly onDeleted: () => void;
}

/** Edits, schedules, publishes, retries or deletes a post, as its status allows. */
export function PostActions({ post, onChanged, onDeleted }: PostActionsProps) {
  const { id, status } = post;
  const [isDeleting, setDeleting] = useState(false);
  const [isEditing, setEditing] = useState(false);
  const publish = useNotifiedAction(publishPostMutation, () => 'The post is being published.');
  const unschedule = useNotifiedAction(unschedulePostMutation, () => 'The post is a draft again.');
  const retry = useNotifiedAction(retryPostMutation, () => 'The post is being published again.');
  const remove = useOutcome(deletePostMutation);
  const after = async (done: Promise<unknown>) => {
    if (await done) onChanged();
  };
  const run = async () => {
    const refusal = refusalIn(await remove({ id }));
    if (!refusal) {
      onChanged();
      onDeleted();
    }
    return refusal;
  };
  const isOpen = status === 'DRAFT' || status === 'SCHEDULED';
  const hasFailed = status === 'FAILED' || status === 'PARTIALLY_PUBLISHED';
  return (
    <div className="grid gap-2">
      {isOpen ? <ScheduleField post={post} onChanged={onChanged} /> : null}
      <div className="flex flex-wrap gap-2">
        {isOpen ? (
          <Button look="primary" onClick={() => after(publish({ id }))}>
            Publish now
          </Button>
        ) : null}
        {hasFailed ? (
          <Button look="primary" onClick={() => after(retry({ id }))}>
            Try again
          </Button>
        ) : null}
        {isOpen || status === 'FAILED' ? <Button onClick={() => setEditing(true)}>Edit</Button> : null}
        {status === 'SCHEDULED' ? (
          <Button onClick={() => after(unschedule({ id }))}>Unschedule</Button>
        ) : null}
        {status === 'PUBLISHING' ? null : (
          <Button look="danger" onClick={() => setDeleting(true)}>
            Delete
          </Button>
        )}
      </div>
      {isEditing ? (
        <ComposerDialog post={post} onClose={() => setEditing(false)} onSaved={onChanged} />
      ) : null}
      {isDeleting ? (
        <ConfirmDialog
          title="Delete the post"
          confirm="Delete post"
          run={run}
          onClose={() => setDeleting(false)}
        >
          Its text and history are deleted here. Published copies stay on their platforms.
        </ConfirmDialog>
      ) : null}
    </div>
  );
}

function ScheduleField({ post, onChanged }: Pick<PostActionsProps, 'post' | 'onChanged'>) {
  const field = useId();
  const { id, scheduledAt } = post;
  const [at, setAt] = useState(scheduledAt ? localInput(new Date(scheduledAt)) : '');
  const schedule = useNotifiedAction(schedulePostMutation, () => 'The post is scheduled.');
  const run = async () => {
    if (await schedule({ id, at: new Date(at).toISOString() })) onChanged();
  };
  return (
    <div className="grid gap-1">
      <label htmlFor={field} className="label">
        Publish at
      </label>
      <div className="flex gap-2">
        <input
          id={field}
          type="datetime-local"
          className="field"
          value={at}
          onChange={({ target }) => setAt(target.value)}
        />
        <Button className="h-auto" disabled={!at} onClick={run}>
          Schedule
        </Button>
      </div>
    </div>
  );
}
