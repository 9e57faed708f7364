import { useState } from 'react';
import { type Account, accountsQuery } from '../../../accounts/index.ts';
import { refusalIn, useGraph, useOutcome } from '../../../graph/index.ts';
import { Button } from '../../../ui/button.tsx';
import { ConfirmDialog } from '../../../ui/form/confirm-dialog.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { ExternalLink } from '../../../ui/links.tsx';
import { LoadedContent } from '../../../ui/loaded-content.tsx';
import { PlatformMark } from '../../../ui/platform.tsx';
import { type Column, DataTable } from '../../../ui/table/data-table.tsx';
import { Time } from '../../../ui/time.tsx';
import { platformName } from '../../../ui/words.ts';
import { disconnectMutation } from './account-operations.ts';
import { ConnectDialog } from './connect-dialog.tsx';

const STATES: Readonly<Record<Account['status'], string>> = {
  CONNECTED: 'Connected',
  DISCONNECTED: 'Disconnected',
  EXPIRED: 'Expired: connect it again',
};

/** The accounts that posts are published to. */
export function AccountSection() {
  const loaded = useGraph(accountsQuery, {});
  const [isConnecting, setConnecting] = useState(false);
  const [leaving, setLeaving] = useState<Account | null>(null);
  const disconnect = useOutcome(disconnectMutation);
  const run = async () => {
    const refusal = refusalIn(await disconnect({ id: leaving!.id }));
    if (!refusal) loaded.retry();
    return refusal;
  };
  return (
    <section aria-label="Connected accounts" className="grid min-w-0 gap-2">
      <div className="flex items-center justify-between gap-2">
        <h2>Accounts</h2>
        <Button icon="plus" onClick={() => setConnecting(true)}>
          Connect account
        </Button>
      </div>
      <LoadedContent loaded={loaded} what="accounts" lines={2}>
        {({ connectedAccounts }) => (
          <DataTable
            name="Accounts"
            columns={columnsOf(setLeaving)}
            rows={connectedAccounts?.nodes ?? []}
            keyOf={({ id }) => id}
            empty="Connect an account to publish posts to it. The sandbox needs no credentials."
          />
        )}
      </LoadedContent>
      {isConnecting ? (
        <ConnectDialog onClose={() => setConnecting(false)} onConnected={loaded.retry} />
      ) : null}
      {leaving ? (
        <ConfirmDialog
          title={`Disconnect ${leaving.handle}`}
          confirm="Disconnect account"
          run={run}
          onClose={() => setLeaving(null)}
        >
          Its stored credentials are deleted. Scheduled posts to {leaving.handle} will fail until it is
          connected again.
        </ConfirmDialog>
      ) : null}
    </section>
  );
}

function columnsOf(onDisconnect: (account: Account) => void): readonly Column<Account>[] {
  return [
    {
      name: 'Account',
      text: ({ handle }) => handle,
      cell: ({ platform, handle, displayName, profileUrl }) => (
        <span className="flex items-center gap-2">
          <PlatformMark platform={platform} />
          <ExternalLink url={profileUrl ?? ''}>{displayName || handle}</ExternalLink>
        </span>
      ),
    },
    { name: 'Platform', text: ({ platform }) => platformName(platform) },
    {
      name: 'Status',
      text: ({ status }) => STATES[status],
      cell: ({ status }) => (
        <span
          className={`flex items-center gap-1.5 ${status === 'CONNECTED' ? 'text-positive' : 'text-warning'}`}
        >
          <Icon name={status === 'CONNECTED' ? 'check' : 'warning'} size={14} />
          {STATES[status]}
        </span>
      ),
    },
    {
      name: 'Connected',
      text: ({ connectedAt }) => connectedAt,
      cell: ({ connectedAt }) => <Time at={connectedAt} />,
    },
    {
      name: 'Actions',
      hidesName: true,
      cell: (account) =>
        account.status === 'DISCONNECTED' ? null : (
          <Button look="danger" onClick={() => onDisconnect(account)}>
            Disconnect<span className="sr-only"> {account.handle}</span>
          </Button>
        ),
    },
  ];
}
