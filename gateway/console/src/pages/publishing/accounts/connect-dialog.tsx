import { useState } from 'react';
import { useNotify } from '../../../frame/index.ts';
import { isRefusal, useGraph, useOutcome } from '../../../graph/index.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { TextField } from '../../../ui/form/fields.tsx';
import { Form } from '../../../ui/form/form.tsx';
import { type Problems, useForm } from '../../../ui/form/use-form.ts';
import { LoadedContent } from '../../../ui/loaded-content.tsx';
import { inWords, platformName } from '../../../ui/words.ts';
import { connectMutation, type Requirements, requirementsQuery } from './account-operations.ts';

interface ConnectDialogProps {
  readonly onClose: () => void;
  readonly onConnected: () => void;
}

/** Connects an account with the credentials that its platform needs. */
export function ConnectDialog({ onClose, onConnected }: ConnectDialogProps) {
  const loaded = useGraph(requirementsQuery, {});
  const [chosen, setChosen] = useState<Requirements['platform']>('SANDBOX');
  return (
    <Dialog title="Connect account" onClose={onClose}>
      <div className="grid max-h-[75dvh] gap-4 overflow-y-auto p-4 text-[13px]">
        <LoadedContent loaded={loaded} what="platforms" lines={3}>
          {({ publishingPlatforms }) => (
            <>
              <label className="grid gap-1">
                <span className="label">Platform</span>
                <select
                  className="field"
                  value={chosen}
                  onChange={({ target }) => setChosen(target.value as Requirements['platform'])}
                >
                  {publishingPlatforms?.map(({ platform }) => (
                    <option key={platform} value={platform}>
                      {platformName(platform)}
                    </option>
                  ))}
                </select>
              </label>
              {publishingPlatforms
                ?.filter(({ platform }) => platform === chosen)
                .map((requirements) => (
                  <CredentialsForm
                    key={requirements.platform}
                    requirements={requirements}
                    onClose={onClose}
                    onConnected={onConnected}
                  />
                ))}
            </>
          )}
        </LoadedContent>
      </div>
    </Dialog>
  );
}

interface CredentialsFormProps extends ConnectDialogProps {
  readonly requirements: Requirements;
}

/** Credentials that are no secrets and can be read while they are typed. */
const READABLE = new Set(['server', 'identifier', 'organization', 'channel', 'chatId', 'clientId']);

function CredentialsForm({ requirements, onClose, onConnected }: CredentialsFormProps) {
  const { platform, requiredCredentials, optionalCredentials } = requirements;
  const names = [...requiredCredentials, ...optionalCredentials];
  const connect = useOutcome(connectMutation);
  const notify = useNotify();
  const form = useForm<Record<string, string>>({
    initial: () => Object.fromEntries(names.map((name) => [name, ''])),
    check: (values) => missingIn(values, requiredCredentials),
    async send(values) {
      const credentials = names
        .map((name) => ({ name, value: values[name]!.trim() }))
        .filter(({ value }) => value);
      const outcome = await connect({ input: { platform, credentials } });
      if (isRefusal(outcome)) return outcome;
      notify({ text: `The account ${outcome.account.handle} is connected.` });
      onConnected();
      onClose();
      return null;
    },
  });
  return (
    <Form form={form} submit="Connect account" others={<Button onClick={onClose}>Cancel</Button>}>
      {names.length === 0 ? (
        <p className="text-muted">
          No credentials are needed. Posts appear on a page of this server and nowhere else.
        </p>
      ) : (
        <p className="text-muted">The credentials are verified, stored encrypted and never shown again.</p>
      )}
      {/* By which password managers recognise the secrets. */}
      <input hidden readOnly autoComplete="username" value={platformName(platform)} />
      {names.map((name) => (
        <TextField
          key={name}
          form={form}
          name={name}
          label={credentialName(name)}
          type={READABLE.has(name) ? 'text' : 'password'}
          hint={optionalCredentials.includes(name) ? 'Optional' : ''}
        />
      ))}
    </Form>
  );
}

function missingIn(values: Readonly<Record<string, string>>, required: readonly string[]): Problems {
  const missing = required.filter((name) => !values[name]?.trim());
  return Object.fromEntries(
    missing.map((name) => [name, `Enter the ${credentialName(name).toLowerCase()}.`]),
  );
}

/** Writes the name of a credential as words: `accessToken` as "Access token". */
function credentialName(name: string): string {
  return inWords(name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`));
}
