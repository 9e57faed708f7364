import { useEffect } from 'react';
import { type Account, accountOptions, useConnectedAccounts } from '../../../accounts/index.ts';
import { useNotify } from '../../../frame/index.ts';
import { isRefusal, type Refusal, useOutcome } from '../../../graph/index.ts';
import { ChecksField, TextField } from '../../../ui/form/fields.tsx';
import { FormDialog } from '../../../ui/form/form.tsx';
import { useForm } from '../../../ui/form/use-form.ts';
import { formatTime } from '../../../ui/time.tsx';
import { type Subject, WritingHelp } from '../../../writing/index.ts';
import type { PostDetails } from '../publishing-operations.ts';
import { createPostMutation, updatePostMutation } from './composer-operations.ts';
import { initialValues, inputOf, type PostValues, problemsIn, storeValues } from './composer-values.ts';
import { MediaField } from './media/media-field.tsx';
import { PostPreviews } from './post-previews.tsx';
import { ThreadFields } from './thread-fields.tsx';
import { type PostFits, usePostFits } from './use-post-fits.ts';

interface ComposerDialogProps {
  /** The post that is edited; a new one if absent. */
  readonly post?: PostDetails;
  readonly onClose: () => void;
  readonly onSaved: (id: string) => void;
}

/** Writes or edits a post for several accounts, beside the limits of each. */
export function ComposerDialog({ post, onClose, onSaved }: ComposerDialogProps) {
  const save = useSave(post);
  const accounts = useConnectedAccounts();
  const form = useForm<PostValues>({
    initial: () => initialValues(post),
    check: problemsIn,
    async send(values) {
      const outcome = await save(values);
      if (isRefusal(outcome)) return outcome;
      onSaved(outcome.id);
      onClose();
      return null;
    },
  });
  const { values } = form;
  useEffect(() => {
    if (!post) storeValues(values);
  }, [post, values]);
  const fits = usePostFits(values);
  const chosen = accounts.filter(({ id }) => values.accountIds.includes(id));
  return (
    <FormDialog
      title={post ? 'Edit post' : 'New post'}
      form={form}
      submit={submitName(post, values)}
      onClose={onClose}
    >
      <TextField form={form} name="body" label="Text" rows={6} maxLength={10_000} />
      <ThreadFields parts={values.thread} onChange={(thread) => form.set({ thread })} />
      <WritingHelp
        subject={subjectOf(values, chosen, fits)}
        onUse={({ body, thread }) => form.set(thread ? { body, thread } : { body })}
      />
      <MediaField files={values.media} onChange={(media) => form.set({ media })} />
      <ChecksField
        form={form}
        name="accountIds"
        label="Accounts"
        options={accountOptions(accounts)}
        hint={accounts.length > 0 ? '' : 'No account is connected yet.'}
      />
      <PostPreviews values={values} accounts={chosen} fits={fits} />
      {post ? null : (
        <TextField
          form={form}
          name="scheduledAt"
          label="Publish at"
          type="datetime-local"
          hint="In your time zone. Saved as a draft if empty."
        />
      )}
    </FormDialog>
  );
}

/** Length of a part of a thread without an account: that of X. */
const DEFAULT_LENGTH = 280;
/** Bounds of the length that `writeThread` accepts. */
const [SHORTEST, LONGEST] = [50, 5_000];

/** Returns the text with the limits that hold at all of its accounts. */
function subjectOf({ body }: PostValues, accounts: readonly Account[], fits: PostFits): Subject {
  const platforms = new Set(accounts.map(({ platform }) => platform));
  const limits = accounts.map(({ id }) => fits.get(id)?.maxLength ?? DEFAULT_LENGTH);
  const shortest = limits.length > 0 ? Math.min(...limits) : DEFAULT_LENGTH;
  return {
    text: body,
    platform: platforms.size === 1 ? accounts[0]!.platform : null,
    maxLength: Math.min(Math.max(shortest, SHORTEST), LONGEST),
  };
}

function submitName(post: PostDetails | undefined, { scheduledAt }: PostValues): string {
  if (post) return 'Save post';
  return scheduledAt ? `Schedule for ${formatTime(new Date(scheduledAt))}` : 'Save as draft';
}

/** Returns a function that creates or updates the post, and says so. */
function useSave(post: PostDetails | undefined) {
  const create = useOutcome(createPostMutation);
  const update = useOutcome(updatePostMutation);
  const notify = useNotify();
  return async (values: PostValues): Promise<{ id: string } | Refusal> => {
    const input = inputOf(values);
    const { scheduledAt } = values;
    const at = scheduledAt ? { scheduledAt: new Date(scheduledAt).toISOString() } : {};
    const outcome = post
      ? await update({ id: post.id, input })
      : await create({ input: { ...input, ...at } });
    if (isRefusal(outcome)) return outcome;
    if (!post) storeValues(null);
    notify({ text: noticeOf(post, scheduledAt) });
    return outcome.post;
  };
}

function noticeOf(post: PostDetails | undefined, scheduledAt: string): string {
  if (post) return 'The post is saved.';
  return scheduledAt ? 'The post is scheduled.' : 'The draft is saved.';
}
