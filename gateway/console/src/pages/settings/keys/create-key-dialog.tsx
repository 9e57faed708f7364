import { useState } from 'react';
import { isRefusal, useOutcome } from '../../../graph/index.ts';
import { ChoiceField, TextField } from '../../../ui/form/fields.tsx';
import { FormDialog } from '../../../ui/form/form.tsx';
import { ShownOnce } from '../../../ui/form/shown-once.tsx';
import { useForm } from '../../../ui/form/use-form.ts';
import { createKeyMutation } from './key-operations.ts';

const KINDS = {
  NATIVE: 'Every API and the graph',
  COMMUNITY_TRACKER: 'CommunityTracker',
  CREATOR_TRACKING: 'Creator tracking',
  SOCIAL_CRM: 'SocialCRM',
  XTRACKER: 'XTracker',
  BUZZABOUT: 'Buzzabout',
} as const;
const OPTIONS = Object.entries(KINDS).map(([value, name]) => ({ value, name }));

interface KeyValues {
  readonly name: string;
  readonly kind: keyof typeof KINDS;
}

interface CreateKeyDialogProps {
  readonly onClose: () => void;
  readonly onCreated: () => void;
}

/** Creates a key, and shows its secret until the dialog is closed. */
export function CreateKeyDialog({ onClose, onCreated }: CreateKeyDialogProps) {
  const create = useOutcome(createKeyMutation);
  const [secret, setSecret] = useState<string | null>(null);
  const form = useForm<KeyValues>({
    initial: { name: '', kind: 'NATIVE' },
    async send({ name, kind }) {
      const outcome = await create({ input: { name: name.trim(), kind } });
      if (isRefusal(outcome)) return outcome;
      setSecret(outcome.secret);
      onCreated();
      return null;
    },
  });
  if (secret)
    return (
      <ShownOnce title="New API key" label="Key" secret={secret} onClose={onClose}>
        <Usage secret={secret} />
      </ShownOnce>
    );
  return (
    <FormDialog title="New API key" form={form} submit="Create key" onClose={onClose}>
      <TextField form={form} name="name" label="Name" maxLength={100} placeholder="What uses the key" />
      <ChoiceField form={form} name="kind" label="Access" options={OPTIONS} />
    </FormDialog>
  );
}

function Usage({ secret }: { secret: string }) {
  const graph = new URL('graphql', document.baseURI).href;
  return (
    <>
      <p>This is the only time that the key is shown. Store it where the program reads it.</p>
      <pre className="overflow-x-auto rounded-md bg-raised p-3 text-[12px]">
        {`curl ${graph} \\\n  -H 'Authorization: Bearer ${secret}' \\\n  -H 'Content-Type: application/json' \\\n  -d '{"query":"{ viewer { workspace { name } } }"}'`}
      </pre>
    </>
  );
}
