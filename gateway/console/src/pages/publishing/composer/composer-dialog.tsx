import { useNotify } from '../../../frame/index.ts';
import { isRefusal, type Refusal, useGraph, useOutcome } from '../../../graph/index.ts';
import { ChecksField, TextField } from '../../../ui/form/fields.tsx';
import { FormDialog } from '../../../ui/form/form.tsx';
import { useForm } from '../../../ui/form/use-form.ts';
import { platformName } from '../../../ui/words.ts';
import { accountsQuery, createPostMutation } from '../publishing-operations.ts';
import { TextFits } from './text-fits.tsx';

interface PostValues {
  readonly body: string;
  readonly accountIds: readonly string[];
  /** A local time; a draft if empty. */
  readonly scheduledAt: string;
}

interface ComposerDialogProps {
  readonly onClose: () => void;
  readonly onSaved: (id: string) => void;
}

/** Writes a post for several accounts, with the limits of each, now or for later. */
export function ComposerDialog({ onClose, onSaved }: ComposerDialogProps) {
  const create = useOutcome(createPostMutation);
  const notify = useNotify();
  const loaded = useGraph(accountsQuery, {}).data?.connectedAccounts?.nodes ?? [];
  const accounts = loaded.filter(({ status }) => status === 'CONNECTED');
  const form = useForm<PostValues>({
    initial: { body: '', accountIds: [], scheduledAt: '' },
    check: problemsIn,
    async send(values): Promise<Refusal | null> {
      const { body, accountIds, scheduledAt } = values;
      const outcome = await create({
        input: {
          body,
          accountIds: [...accountIds],
          ...(scheduledAt ? { scheduledAt: new Date(scheduledAt).toISOString() } : {}),
        },
      });
      if (isRefusal(outcome)) return outcome;
      notify({ text: scheduledAt ? 'The post is scheduled.' : 'The draft is saved.' });
      onSaved(outcome.post.id);
      onClose();
      return null;
    },
  });
  const { scheduledAt } = form.values;
  return (
    <FormDialog
      title="New post"
      form={form}
      submit={scheduledAt ? `Schedule for ${times.format(new Date(scheduledAt))}` : 'Save as draft'}
      onClose={onClose}
    >
      <TextField form={form} name="body" label="Text" rows={6} maxLength={10_000} />
      <ChecksField
        form={form}
        name="accountIds"
        label="Accounts"
        options={accounts.map(({ id, handle, platform }) => ({
          value: id,
          name: `${handle}, ${platformName(platform)}`,
        }))}
        hint={accounts.length > 0 ? '' : 'No account is connected yet.'}
      />
      <TextFits
        body={form.values.body}
        accounts={accounts.filter(({ id }) => form.values.accountIds.includes(id))}
      />
      <TextField
        form={form}
        name="scheduledAt"
        label="Publish at"
        type="datetime-local"
        hint="In your time zone; a draft without a time"
      />
    </FormDialog>
  );
}

const times = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });

function problemsIn({ body, accountIds, scheduledAt }: PostValues) {
  return {
    ...(body.trim() ? {} : { body: 'Write a text.' }),
    ...(scheduledAt && accountIds.length === 0 ? { accountIds: 'Choose where to publish it.' } : {}),
  };
}
