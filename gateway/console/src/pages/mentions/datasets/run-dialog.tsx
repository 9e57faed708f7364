import { useNotify } from '../../../frame/index.ts';
import { isRefusal, useOutcome } from '../../../graph/index.ts';
import { TextField } from '../../../ui/form/fields.tsx';
import { FormDialog } from '../../../ui/form/form.tsx';
import { useForm } from '../../../ui/form/use-form.ts';
import { startRunMutation } from './dataset-operations.ts';

interface RunDialogProps {
  /** Id of the dataset. */
  readonly id: string;
  readonly onClose: () => void;
  readonly onStarted: () => void;
}

const MOST = 500;

/** Starts a search that fills a dataset. */
export function RunDialog({ id, onClose, onStarted }: RunDialogProps) {
  const start = useOutcome(startRunMutation);
  const notify = useNotify();
  const form = useForm({
    initial: { prompt: '', count: '200', from: '', language: '' },
    check: problemsIn,
    async send({ prompt, count, from, language }) {
      const input = {
        type: 'PROMPT',
        prompt: prompt.trim(),
        count: Number(count),
        ...(from ? { from } : {}),
        ...(language.trim() ? { language: language.trim() } : {}),
      } as const;
      const outcome = await start({ id, input });
      if (isRefusal(outcome))
        return { ...outcome, field: outcome.field === 'query' ? 'prompt' : outcome.field };
      notify({ text: 'The run has started.' });
      onStarted();
      onClose();
      return null;
    },
  });
  return (
    <FormDialog title="Start a run" form={form} submit="Start run" onClose={onClose}>
      <TextField
        form={form}
        name="prompt"
        label="What to find"
        rows={3}
        maxLength={5000}
        hint="In words, or a query as that of a tracker"
      />
      <div className="grid gap-4 sm:grid-cols-3">
        <TextField form={form} name="count" label="At most" hint={`Mentions, up to ${MOST}`} />
        <TextField form={form} name="from" label="Since" type="date" hint="30 days ago if empty" />
        <TextField form={form} name="language" label="Language" hint="en; every one if empty" />
      </div>
    </FormDialog>
  );
}

function problemsIn({ prompt, count }: { prompt: string; count: string }) {
  const number = Number(count);
  const isCount = Number.isInteger(number) && number >= 1 && number <= MOST;
  return {
    ...(prompt.trim() ? {} : { prompt: 'Say what to find.' }),
    ...(isCount ? {} : { count: `Enter a number from 1 to ${MOST}.` }),
  };
}
