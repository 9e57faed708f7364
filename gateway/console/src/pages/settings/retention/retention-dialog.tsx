import { isRefusal, useOutcome } from '../../../graph/index.ts';
import { TextField } from '../../../ui/form/fields.tsx';
import { FormDialog } from '../../../ui/form/form.tsx';
import { useForm } from '../../../ui/form/use-form.ts';
import { platformName } from '../../../ui/words.ts';
import { type Rule, setRetentionMutation } from './retention-operations.ts';

const DAYS = /^\d{1,5}$/;

interface RetentionDialogProps {
  readonly rule: Rule;
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

/** Sets a rule of the workspace, or deletes it. */
export function RetentionDialog({ rule, onClose, onSaved }: RetentionDialogProps) {
  const set = useOutcome(setRetentionMutation);
  const form = useForm({
    initial: { days: rule.workspaceDays === null ? '' : String(rule.workspaceDays) },
    check: ({ days }) =>
      days.trim() === '' || (DAYS.test(days.trim()) && Number(days) > 0)
        ? {}
        : { days: 'Enter a number of days, or nothing.' },
    async send({ days }) {
      const outcome = await set({ platform: rule.platform, days: days.trim() ? Number(days) : null });
      if (isRefusal(outcome)) return outcome;
      onSaved();
      onClose();
      return null;
    },
  });
  const where = rule.platform ? platformName(rule.platform) : 'all platforms';
  return (
    <FormDialog title={`Retention of ${where}`} form={form} submit="Set retention" onClose={onClose}>
      <TextField
        form={form}
        name="days"
        label="Delete after (days)"
        maxLength={5}
        hint="Counted from when a post was posted. Empty: no rule of the workspace."
      />
      <p className="text-muted">
        Community posts and mentions that are older are deleted within a day, with their matches and marks.
        They cannot be restored. Share of voice that is already counted stays.
      </p>
    </FormDialog>
  );
}
