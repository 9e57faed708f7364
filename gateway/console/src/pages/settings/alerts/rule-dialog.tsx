import { useNotify } from '../../../frame/index.ts';
import { isRefusal, useOutcome } from '../../../graph/index.ts';
import { ChecksField, ChoiceField, TextField } from '../../../ui/form/fields.tsx';
import { FormDialog } from '../../../ui/form/form.tsx';
import { useForm } from '../../../ui/form/use-form.ts';
import { inWords } from '../../../ui/words.ts';
import { EVENT_OPTIONS } from '../event-names.ts';
import {
  type AlertRule,
  createRuleMutation,
  type Destination,
  updateRuleMutation,
} from './alert-operations.ts';
import { inputOfRule, problemsInRule, type RuleValues, valuesOfRule } from './rule-values.ts';

const FREQUENCIES = [
  { value: 'IMMEDIATELY', name: 'At once' },
  { value: 'HOURLY', name: 'Every hour' },
  { value: 'DAILY', name: 'Every day' },
  { value: 'WEEKLY', name: 'Every week' },
];
const WEEKDAYS = 'MONDAY TUESDAY WEDNESDAY THURSDAY FRIDAY SATURDAY SUNDAY'
  .split(' ')
  .map((value) => ({ value, name: inWords(value) }));

interface RuleDialogProps {
  /** The alert to change; a new one if absent. */
  readonly rule?: AlertRule;
  readonly destinations: readonly Destination[];
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

/** Creates an alert or changes one. */
export function RuleDialog({ rule, destinations, onClose, onSaved }: RuleDialogProps) {
  const create = useOutcome(createRuleMutation);
  const update = useOutcome(updateRuleMutation);
  const notify = useNotify();
  const form = useForm<RuleValues>({
    initial: () => valuesOfRule(rule),
    check: problemsInRule,
    async send(values) {
      const input = inputOfRule(rule, values);
      const outcome = rule ? await update({ id: rule.id, input }) : await create({ input });
      if (isRefusal(outcome)) return outcome;
      notify({ text: rule ? 'Saved.' : 'The alert reports events from now on.' });
      onSaved();
      onClose();
      return null;
    },
  });
  const { frequency } = form.values;
  const isDigest = frequency === 'DAILY' || frequency === 'WEEKLY';
  return (
    <FormDialog
      title={rule ? 'Edit alert' : 'New alert'}
      form={form}
      submit={rule ? 'Save changes' : 'Create alert'}
      onClose={onClose}
    >
      <TextField form={form} name="name" label="Name" maxLength={100} />
      <ChecksField form={form} name="types" label="Events" options={EVENT_OPTIONS} />
      <TextField
        form={form}
        name="query"
        label="Only if the text matches"
        hint="A query as that of a tracker; everything if empty"
      />
      <ChecksField
        form={form}
        name="destinations"
        label="Destinations"
        options={destinations.map(({ id, name }) => ({ value: id, name }))}
      />
      <div className="grid gap-4 sm:grid-cols-3">
        <ChoiceField form={form} name="frequency" label="When" options={FREQUENCIES} />
        {frequency === 'WEEKLY' ? (
          <ChoiceField form={form} name="weekday" label="Day" options={WEEKDAYS} />
        ) : null}
        {isDigest ? <TextField form={form} name="at" label="Time" type="time" /> : null}
      </div>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField form={form} name="quietFrom" label="Quiet from" type="time" />
        <TextField form={form} name="quietTo" label="Quiet until" type="time" />
      </div>
    </FormDialog>
  );
}
