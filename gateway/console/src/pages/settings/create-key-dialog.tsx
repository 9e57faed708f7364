import { type FormEvent, useId, useState } from 'react';
import { useNotify } from '../../frame/index.ts';
import { type RequestProblem, useChange } from '../../graph/index.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { createKeyMutation } from './key-operations.ts';

const KINDS = {
  NATIVE: 'Every API and the graph',
  COMMUNITY_TRACKER: 'CommunityTracker',
  CREATOR_TRACKING: 'Creator tracking',
  SOCIAL_CRM: 'SocialCRM',
  XTRACKER: 'XTracker',
  BUZZABOUT: 'Buzzabout',
} as const;

interface CreateKeyDialogProps {
  readonly onClose: () => void;
  readonly onCreated: () => void;
}

/** Creates a key, and shows its secret until the dialog is closed. */
export function CreateKeyDialog({ onClose, onCreated }: CreateKeyDialogProps) {
  const change = useChange(createKeyMutation);
  const [secret, setSecret] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const create = async (input: { name: string; kind: keyof typeof KINDS }) => {
    try {
      const { createApiKey: result } = await change({ input });
      if (result?.__typename !== 'ApiKeyCreated')
        return setProblem(result?.message ?? 'The server sent no answer.');
      setSecret(result.secret);
      onCreated();
    } catch (failure) {
      setProblem((failure as RequestProblem).message);
    }
  };
  return (
    <Dialog title="New API key" onClose={onClose}>
      {secret ? (
        <Secret secret={secret} onClose={onClose} />
      ) : (
        <KeyForm problem={problem} onSubmit={create} />
      )}
    </Dialog>
  );
}

interface KeyFormProps {
  readonly problem: string | null;
  readonly onSubmit: (input: { name: string; kind: keyof typeof KINDS }) => void;
}

function KeyForm({ problem, onSubmit }: KeyFormProps) {
  const [nameField, kindField] = [useId(), useId()];
  const [name, setName] = useState('');
  const [kind, setKind] = useState<keyof typeof KINDS>('NATIVE');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit({ name: name.trim(), kind });
  };
  return (
    <form onSubmit={submit} className="grid gap-3 p-4 text-[13px]">
      <div className="grid gap-1">
        <label htmlFor={nameField} className="label">
          Name
        </label>
        <input
          id={nameField}
          className="field"
          maxLength={100}
          placeholder="What uses the key"
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </div>
      <div className="grid gap-1">
        <label htmlFor={kindField} className="label">
          Access
        </label>
        <select
          id={kindField}
          className="field"
          value={kind}
          onChange={(event) => setKind(event.target.value as keyof typeof KINDS)}
        >
          {Object.entries(KINDS).map(([value, text]) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      </div>
      {problem ? (
        <p role="alert" className="text-negative">
          {problem}
        </p>
      ) : null}
      <div className="flex justify-end">
        <Button type="submit" look="primary">
          Create key
        </Button>
      </div>
    </form>
  );
}

function Secret({ secret, onClose }: { secret: string; onClose: () => void }) {
  const field = useId();
  const notify = useNotify();
  const copy = async () => {
    await navigator.clipboard.writeText(secret);
    notify({ text: 'Copied.' });
  };
  const graph = new URL('graphql', document.baseURI).href;
  return (
    <div className="grid gap-3 p-4 text-[13px]">
      <p>This is the only time that the key is shown. Store it where the program reads it.</p>
      <label htmlFor={field} className="label">
        Key
      </label>
      <div className="flex gap-2">
        <input
          id={field}
          readOnly
          className="field font-mono"
          value={secret}
          onFocus={(event) => event.target.select()}
        />
        <Button icon="copy" className="h-auto" onClick={copy}>
          Copy
        </Button>
      </div>
      <pre className="overflow-x-auto rounded-md bg-raised p-3 text-[12px]">
        {`curl ${graph} \\\n  -H 'Authorization: Bearer ${secret}' \\\n  -H 'Content-Type: application/json' \\\n  -d '{"query":"{ viewer { workspace { name } } }"}'`}
      </pre>
      <div className="flex justify-end">
        <Button look="primary" onClick={onClose}>
          I have stored it
        </Button>
      </div>
    </div>
  );
}
