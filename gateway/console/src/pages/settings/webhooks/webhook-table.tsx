import { useState } from 'react';
import { useNotifiedAction, useNotify } from '../../../frame/index.ts';
import { isRefusal, useOutcome } from '../../../graph/index.ts';
import { Button } from '../../../ui/button.tsx';
import { ConfirmDialog } from '../../../ui/form/confirm-dialog.tsx';
import { ShownOnce } from '../../../ui/form/shown-once.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { type Column, DataTable } from '../../../ui/table/data-table.tsx';
import { Time } from '../../../ui/time.tsx';
import { eventNames } from '../event-names.ts';
import { WebhookDialog } from './webhook-dialog.tsx';
import {
  deleteWebhookMutation,
  rotateSecretMutation,
  updateWebhookMutation,
  type Webhook,
} from './webhook-operations.ts';

interface WebhookTableProps {
  readonly webhooks: readonly Webhook[];
  readonly selected: string | undefined;
  readonly onSelect: (id: string | undefined) => void;
  readonly onChanged: () => void;
}

type Opened = { readonly webhook: Webhook; readonly as: 'edit' | 'delete' };

export function WebhookTable({ webhooks, selected, onSelect, onChanged }: WebhookTableProps) {
  const [opened, setOpened] = useState<Opened | null>(null);
  const close = () => setOpened(null);
  const columns: readonly Column<Webhook>[] = [
    {
      name: 'Address',
      text: ({ url }) => url,
      cell: ({ id, url, description }) => (
        <button
          type="button"
          aria-expanded={id === selected}
          className="block max-w-md text-left font-medium break-all text-accent-ink hover:underline"
          onClick={() => onSelect(id === selected ? undefined : id)}
        >
          {url}
          {description ? (
            <span className="block text-[12px] font-normal text-muted">{description}</span>
          ) : null}
        </button>
      ),
    },
    {
      name: 'Events',
      text: ({ types }) => types?.join(' ') ?? 'all',
      cell: ({ types }) => eventNames(types),
    },
    { name: 'State', text: stateOf, cell: (webhook) => <WebhookState webhook={webhook} /> },
    { name: 'Created', text: ({ createdAt }) => createdAt, isOnlySaved: true },
    {
      name: 'Actions',
      hidesName: true,
      cell: (webhook) => (
        <Actions webhook={webhook} onOpen={(as) => setOpened({ webhook, as })} onChanged={onChanged} />
      ),
    },
  ];
  return (
    <>
      <DataTable name="Webhooks" columns={columns} rows={webhooks} keyOf={({ id }) => id} />
      {opened?.as === 'edit' ? (
        <WebhookDialog webhook={opened.webhook} onClose={close} onSaved={onChanged} />
      ) : null}
      {opened?.as === 'delete' ? (
        <DeleteWebhookDialog webhook={opened.webhook} onClose={close} onDeleted={onChanged} />
      ) : null}
    </>
  );
}

const REASONS: Readonly<Record<NonNullable<Webhook['disabledReason']>, string>> = {
  BY_USER: 'Off',
  FAILING: 'Off after five days of failures',
  GONE: 'Off because the server answered 410 Gone',
};

function stateOf({ disabledReason, failingSince }: Webhook): string {
  if (disabledReason) return REASONS[disabledReason];
  return failingSince ? 'Fails' : 'Works';
}

function WebhookState({ webhook }: { webhook: Webhook }) {
  const { isEnabled, failingSince } = webhook;
  const isWrong = !isEnabled || failingSince !== null;
  return (
    <span className={`flex items-center gap-1.5 ${isWrong ? 'text-warning' : 'text-positive'}`}>
      <Icon name={isWrong ? 'warning' : 'check'} size={14} />
      <span>
        {stateOf(webhook)}
        {isEnabled && failingSince ? (
          <>
            {' '}
            since <Time at={failingSince} />
          </>
        ) : null}
      </span>
    </span>
  );
}

interface ActionsProps {
  readonly webhook: Webhook;
  readonly onOpen: (as: Opened['as']) => void;
  readonly onChanged: () => void;
}

function Actions({ webhook, onOpen, onChanged }: ActionsProps) {
  const { id, isEnabled } = webhook;
  const [secret, setSecret] = useState<string | null>(null);
  const update = useNotifiedAction(updateWebhookMutation, () =>
    isEnabled ? 'The webhook is off.' : 'The webhook receives events from now on.',
  );
  const rotate = useNotifiedAction(
    rotateSecretMutation,
    () => 'Messages carry both signatures for 24 hours.',
  );
  const toggle = async () => {
    if (await update({ id, input: { isEnabled: !isEnabled } })) onChanged();
  };
  const renew = async () => setSecret((await rotate({ id }))?.secret ?? null);
  return (
    <div className="flex flex-wrap justify-end gap-1">
      <Button look="quiet" onClick={() => onOpen('edit')}>
        Edit
      </Button>
      <Button look="quiet" onClick={toggle}>
        {isEnabled ? 'Turn off' : 'Turn on'}
      </Button>
      <Button look="quiet" onClick={renew}>
        New secret
      </Button>
      <Button look="danger" onClick={() => onOpen('delete')}>
        Delete
      </Button>
      {secret ? (
        <ShownOnce title="New secret" label="Secret" secret={secret} onClose={() => setSecret(null)}>
          <p>
            This is the only time that the secret is shown. Messages carry the signatures of both secrets for
            24 hours.
          </p>
        </ShownOnce>
      ) : null}
    </div>
  );
}

interface DeleteWebhookDialogProps {
  readonly webhook: Webhook;
  readonly onClose: () => void;
  readonly onDeleted: () => void;
}

function DeleteWebhookDialog({ webhook, onClose, onDeleted }: DeleteWebhookDialogProps) {
  const remove = useOutcome(deleteWebhookMutation);
  const notify = useNotify();
  const run = async () => {
    const outcome = await remove({ id: webhook.id });
    if (isRefusal(outcome)) return outcome;
    notify({ text: 'The webhook is deleted.' });
    onDeleted();
    return null;
  };
  return (
    <ConfirmDialog title="Delete the webhook" confirm="Delete webhook" run={run} onClose={onClose}>
      {webhook.url} receives no more events. Its delivery log and its secret are lost.
    </ConfirmDialog>
  );
}
