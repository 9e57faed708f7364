import { useState } from 'react';
import { useNotify } from '../../../frame/index.ts';
import { isRefusal, useOutcome } from '../../../graph/index.ts';
import { ChecksField, SwitchField, TextField } from '../../../ui/form/fields.tsx';
import { FormDialog } from '../../../ui/form/form.tsx';
import { ShownOnce } from '../../../ui/form/shown-once.tsx';
import { useForm } from '../../../ui/form/use-form.ts';
import { EVENT_OPTIONS, type EventType } from '../event-names.ts';
import { createWebhookMutation, updateWebhookMutation, type Webhook } from './webhook-operations.ts';

interface WebhookValues {
  readonly url: string;
  readonly description: string;
  readonly isEverything: boolean;
  readonly types: readonly string[];
}

interface WebhookDialogProps {
  /** The webhook to change; a new one if absent. */
  readonly webhook?: Webhook;
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

/** Creates a webhook, whose secret is shown once, or changes one. */
export function WebhookDialog({ webhook, onClose, onSaved }: WebhookDialogProps) {
  const [secret, setSecret] = useState<string | null>(null);
  const send = useSave(webhook, (created) => {
    onSaved();
    if (created) setSecret(created);
    else onClose();
  });
  const form = useForm<WebhookValues>({ initial: () => valuesOf(webhook), check: problemsIn, send });
  if (secret)
    return (
      <ShownOnce title="New webhook" label="Secret" secret={secret} onClose={onClose}>
        <p>
          This is the only time that the secret is shown. Your server verifies with it that a message is from
          here; docs/events.md shows how.
        </p>
      </ShownOnce>
    );
  return (
    <FormDialog
      title={webhook ? 'Edit webhook' : 'New webhook'}
      form={form}
      submit={webhook ? 'Save changes' : 'Create webhook'}
      onClose={onClose}
    >
      <TextField form={form} name="url" label="Address" type="url" placeholder="https://" />
      <TextField form={form} name="description" label="Description" maxLength={200} />
      <SwitchField
        form={form}
        name="isEverything"
        label="All events"
        hint="Types that are added later included"
      />
      {form.values.isEverything ? null : (
        <ChecksField form={form} name="types" label="Events" options={EVENT_OPTIONS} />
      )}
    </FormDialog>
  );
}

/** Returns a function that saves the form; `onDone` receives the secret of a new webhook. */
function useSave(webhook: Webhook | undefined, onDone: (secret: string | null) => void) {
  const create = useOutcome(createWebhookMutation);
  const update = useOutcome(updateWebhookMutation);
  const notify = useNotify();
  return async ({ url, description, isEverything, types }: WebhookValues) => {
    const input = {
      url: url.trim(),
      description: description.trim(),
      types: isEverything ? null : ([...types] as EventType[]),
    };
    const outcome = webhook ? await update({ id: webhook.id, input }) : await create({ input });
    if (isRefusal(outcome)) return outcome;
    if (webhook) notify({ text: 'Saved.' });
    onDone('secret' in outcome ? outcome.secret : null);
    return null;
  };
}

function valuesOf(webhook: Webhook | undefined): WebhookValues {
  return {
    url: webhook?.url ?? '',
    description: webhook?.description ?? '',
    isEverything: webhook ? webhook.types === null : true,
    types: webhook?.types ?? [],
  };
}

function problemsIn({ url, isEverything, types }: WebhookValues) {
  return {
    ...(URL.canParse(url.trim()) ? {} : { url: 'Enter an address that begins with https://.' }),
    ...(isEverything || types.length > 0 ? {} : { types: 'Choose at least one event, or all of them.' }),
  };
}
