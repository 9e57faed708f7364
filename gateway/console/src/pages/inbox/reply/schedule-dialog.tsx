import { accountOptions, useConnectedAccounts } from '../../../accounts/index.ts';
import type { Refusal } from '../../../graph/index.ts';
import { ChecksField, TextField } from '../../../ui/form/fields.tsx';
import { FormDialog } from '../../../ui/form/form.tsx';
import { type Problems, useForm } from '../../../ui/form/use-form.ts';
import { formatTime } from '../../../ui/time.tsx';

interface ScheduleDialogProps {
  /** Platform of the post, whose accounts are listed first. */
  readonly source: string;
  /** Returns why the reply was refused, or null. */
  readonly onSchedule: (publication: {
    accountIds: string[];
    scheduledAt: string;
  }) => Promise<Refusal | null>;
  readonly onClose: () => void;
}

interface ScheduleValues {
  readonly accountIds: readonly string[];
  /** A local time. */
  readonly scheduledAt: string;
}

/** Asks when and by which account a reply is published. */
export function ScheduleDialog({ source, onSchedule, onClose }: ScheduleDialogProps) {
  const accounts = useConnectedAccounts().toSorted(
    (one, other) => Number(other.platform === source) - Number(one.platform === source),
  );
  const form = useForm<ScheduleValues>({
    initial: { accountIds: [], scheduledAt: '' },
    check: problemsIn,
    async send({ accountIds, scheduledAt }) {
      const at = new Date(scheduledAt).toISOString();
      const refusal = await onSchedule({ accountIds: [...accountIds], scheduledAt: at });
      if (!refusal) onClose();
      return refusal;
    },
  });
  const { scheduledAt } = form.values;
  return (
    <FormDialog
      title="Schedule the reply"
      form={form}
      submit={scheduledAt ? `Schedule for ${formatTime(new Date(scheduledAt))}` : 'Schedule'}
      onClose={onClose}
    >
      <ChecksField
        form={form}
        name="accountIds"
        label="Accounts"
        options={accountOptions(accounts)}
        hint={accounts.length > 0 ? '' : 'No account is connected. Connect one on the page Publishing.'}
      />
      <TextField
        form={form}
        name="scheduledAt"
        label="Publish at"
        type="datetime-local"
        hint="In your time zone"
      />
    </FormDialog>
  );
}

function problemsIn({ accountIds, scheduledAt }: ScheduleValues): Problems {
  return {
    ...(accountIds.length > 0 ? {} : { accountIds: 'Choose where to publish it.' }),
    ...(scheduledAt ? {} : { scheduledAt: 'Choose a time.' }),
  };
}
