import { useState } from 'react';
import { isRefusal, useOutcome } from '../../../graph/index.ts';
import { Button } from '../../../ui/button.tsx';
import { ConfirmDialog } from '../../../ui/form/confirm-dialog.tsx';
import { type Column, DataTable } from '../../../ui/table/data-table.tsx';
import { Time } from '../../../ui/time.tsx';
import { deleteClientMutation, type OauthClient } from './oauth-client-operations.ts';

interface ClientTableProps {
  readonly clients: readonly OauthClient[];
  readonly onChanged: () => void;
}

export function ClientTable({ clients, onChanged }: ClientTableProps) {
  const [deleting, setDeleting] = useState<OauthClient | null>(null);
  const remove = useOutcome(deleteClientMutation);
  const run = async () => {
    const outcome = await remove({ id: deleting!.id });
    if (isRefusal(outcome)) return outcome;
    onChanged();
    return null;
  };
  const columns = [...COLUMNS, deleteColumn(setDeleting)];
  return (
    <>
      <DataTable name="OAuth clients" columns={columns} rows={clients} keyOf={({ id }) => id} />
      {deleting ? (
        <ConfirmDialog
          title={`Delete “${deleting.name}”`}
          confirm="Delete client"
          run={run}
          onClose={() => setDeleting(null)}
        >
          Nobody can log in to it any more, and its tokens stop working.
        </ConfirmDialog>
      ) : null}
    </>
  );
}

const COLUMNS: readonly Column<OauthClient>[] = [
  {
    name: 'Client',
    text: ({ name }) => name,
    cell: ({ id, name }) => (
      <>
        <span className="block font-medium">{name}</span>
        <code className="text-[12px] break-all text-muted">{id}</code>
      </>
    ),
  },
  { name: 'Id', text: ({ id }) => id, isOnlySaved: true },
  { name: 'Kind', text: ({ isPublic }) => (isPublic ? 'Public, without a secret' : 'With a secret') },
  {
    name: 'Redirects to',
    text: ({ redirectUris }) => redirectUris.join(' '),
    cell: ({ redirectUris }) =>
      redirectUris.map((uri) => (
        <code key={uri} className="block text-[12px] break-all">
          {uri}
        </code>
      )),
  },
  { name: 'Scopes', text: ({ scopes }) => scopes.join(' '), isOnlySaved: true },
  { name: 'Created', text: ({ createdAt }) => createdAt, cell: ({ createdAt }) => <Time at={createdAt} /> },
];

function deleteColumn(onDelete: (client: OauthClient) => void): Column<OauthClient> {
  return {
    name: 'Actions',
    hidesName: true,
    cell: (client) =>
      client.revokedAt ? (
        <span className="text-muted">
          Revoked <Time at={client.revokedAt} />
        </span>
      ) : (
        <Button look="danger" onClick={() => onDelete(client)}>
          Delete<span className="sr-only"> {client.name}</span>
        </Button>
      ),
  };
}
