import { useState } from 'react';
import { useNotify } from '../../../frame/index.ts';
import { isRefusal, useOutcome } from '../../../graph/index.ts';
import { SwitchField, TextField } from '../../../ui/form/fields.tsx';
import { FormDialog } from '../../../ui/form/form.tsx';
import { ShownOnce } from '../../../ui/form/shown-once.tsx';
import { useForm } from '../../../ui/form/use-form.ts';
import { createClientMutation } from './oauth-client-operations.ts';

interface CreateClientDialogProps {
  readonly onClose: () => void;
  readonly onCreated: () => void;
}

/** Registers a client, and shows its secret if it has one. */
export function CreateClientDialog({ onClose, onCreated }: CreateClientDialogProps) {
  const create = useOutcome(createClientMutation);
  const notify = useNotify();
  const [secret, setSecret] = useState<string | null>(null);
  const form = useForm({
    initial: { name: '', redirectUris: '', isPublic: false },
    check: ({ name }) => (name.trim() ? {} : { name: 'Enter the name that people see when they log in.' }),
    async send({ name, redirectUris, isPublic }) {
      const uris = redirectUris.split(/\s+/).filter(Boolean);
      const outcome = await create({ input: { name: name.trim(), redirectUris: uris, isPublic } });
      if (isRefusal(outcome)) return outcome;
      onCreated();
      setSecret(outcome.secret);
      if (outcome.secret) return null;
      notify({ text: `The client id is ${outcome.client.id}.` });
      onClose();
      return null;
    },
  });
  if (secret)
    return (
      <ShownOnce title="New client" label="Secret" secret={secret} onClose={onClose}>
        <p>This is the only time that the secret is shown. Store it where the program reads it.</p>
      </ShownOnce>
    );
  return (
    <FormDialog title="New client" form={form} submit="Create client" onClose={onClose}>
      <TextField form={form} name="name" label="Name" maxLength={100} />
      <TextField
        form={form}
        name="redirectUris"
        label="Redirects to"
        rows={3}
        hint="https addresses, one a line; http only for 127.0.0.1 and localhost"
      />
      <SwitchField
        form={form}
        name="isPublic"
        label="Public client"
        hint="Runs where its users could read a secret, as in a browser or an app"
      />
    </FormDialog>
  );
}
