import { useNotify } from '../../../frame/index.ts';
import { isRefusal, useOutcome } from '../../../graph/index.ts';
import { ChoiceField, TextField } from '../../../ui/form/fields.tsx';
import { FormDialog } from '../../../ui/form/form.tsx';
import { useForm } from '../../../ui/form/use-form.ts';
import { inWords } from '../../../ui/words.ts';
import { createDestinationMutation, type Destination } from './alert-operations.ts';

type Kind = Destination['kind'];

/** Name, label and hint of a credential. */
type Credential = readonly [name: 'first' | 'second', credential: string, label: string, hint: string];

/** What each kind of destination needs. */
const CREDENTIALS: Readonly<Record<Kind, readonly Credential[]>> = {
  SLACK: [['first', 'webhookUrl', 'Webhook', 'Address of an incoming webhook of the channel']],
  DISCORD: [['first', 'url', 'Webhook', 'Channel settings, Integrations, Webhooks, Copy webhook URL']],
  TELEGRAM: [
    ['first', 'botToken', 'Token of the bot', 'From @BotFather; the bot must be in the chat'],
    ['second', 'chatId', 'Chat', 'Id of the chat, such as -1001234567890'],
  ],
  EMAIL: [['first', 'to', 'Addresses', 'Up to 20, separated by commas']],
};
const KINDS = Object.keys(CREDENTIALS).map((value) => ({ value, name: inWords(value) }));

interface DestinationValues {
  readonly name: string;
  readonly kind: Kind;
  readonly first: string;
  readonly second: string;
}

interface DestinationDialogProps {
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

/** Creates a destination; its platform verifies the credentials. */
export function DestinationDialog({ onClose, onSaved }: DestinationDialogProps) {
  const create = useOutcome(createDestinationMutation);
  const notify = useNotify();
  const form = useForm<DestinationValues>({
    initial: { name: '', kind: 'SLACK', first: '', second: '' },
    check: problemsIn,
    async send(values) {
      const credentials = CREDENTIALS[values.kind].map(([field, name]) => ({
        name,
        value: values[field].trim(),
      }));
      const outcome = await create({ input: { name: values.name.trim(), kind: values.kind, credentials } });
      if (isRefusal(outcome)) return outcome;
      notify({ text: 'The destination is ready.' });
      onSaved();
      onClose();
      return null;
    },
  });
  return (
    <FormDialog title="New destination" form={form} submit="Create destination" onClose={onClose}>
      <TextField form={form} name="name" label="Name" maxLength={100} placeholder="Sales team" />
      <ChoiceField form={form} name="kind" label="Kind" options={KINDS} />
      {CREDENTIALS[form.values.kind].map(([field, name, label, hint]) => (
        <TextField key={name} form={form} name={field} label={label} hint={hint} />
      ))}
    </FormDialog>
  );
}

function problemsIn(values: DestinationValues) {
  const missing = CREDENTIALS[values.kind].filter(([field]) => !values[field].trim());
  return {
    ...(values.name.trim() ? {} : { name: 'Enter a name.' }),
    ...Object.fromEntries(missing.map(([field]) => [field, 'This is required.'])),
  };
}
