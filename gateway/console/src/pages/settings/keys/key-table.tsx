import { useState } from 'react';
import { useNotify } from '../../../frame/index.ts';
import { isRefusal, useOutcome } from '../../../graph/index.ts';
import { Button } from '../../../ui/button.tsx';
import { ConfirmDialog } from '../../../ui/form/confirm-dialog.tsx';
import { type Column, DataTable } from '../../../ui/table/data-table.tsx';
import { Time } from '../../../ui/time.tsx';
import { count, inWords } from '../../../ui/words.ts';
import { type ApiKey, revokeKeyMutation } from './key-operations.ts';

interface KeyTableProps {
  readonly keys: readonly ApiKey[];
  readonly onChanged: () => void;
}

export function KeyTable({ keys, onChanged }: KeyTableProps) {
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  const columns = [...COLUMNS, revokeColumn(setRevoking)];
  return (
    <>
      <DataTable name="API keys" columns={columns} rows={keys} keyOf={({ id }) => id} />
      {revoking ? (
        <RevokeDialog apiKey={revoking} onClose={() => setRevoking(null)} onRevoked={onChanged} />
      ) : null}
    </>
  );
}

const COLUMNS: readonly Column<ApiKey>[] = [
  {
    name: 'Key',
    text: ({ name }) => name,
    cell: ({ name, prefix }) => (
      <>
        <span className="block font-medium">{name || 'Without a name'}</span>
        <code className="text-[12px] text-muted">{prefix}…</code>
      </>
    ),
  },
  { name: 'Prefix', text: ({ prefix }) => prefix, isOnlySaved: true },
  {
    name: 'Access',
    text: ({ scopes }) => scopes.join(' '),
    cell: ({ products, scopes }) => (
      <>
        {products.length === 5 ? 'All products' : products.map(inWords).join(', ')}
        <Scopes scopes={scopes} />
      </>
    ),
  },
  { name: 'Created', text: ({ createdAt }) => createdAt, isOnlySaved: true },
  {
    name: 'Last used',
    text: ({ lastUsedAt }) => lastUsedAt,
    cell: ({ lastUsedAt }) => (lastUsedAt ? <Time at={lastUsedAt} /> : 'Never'),
  },
  {
    name: 'Expires',
    text: ({ expiresAt }) => expiresAt,
    cell: ({ expiresAt }) => (expiresAt ? <Time at={expiresAt} /> : 'Never'),
  },
  { name: 'Revoked', text: ({ revokedAt }) => revokedAt, isOnlySaved: true },
];

/** Number of scopes that are shown without being asked for. */
const SHOWN_SCOPES = 4;

function Scopes({ scopes }: Pick<ApiKey, 'scopes'>) {
  const list = <span className="block max-w-md break-words">{scopes.join(', ')}</span>;
  if (scopes.length <= SHOWN_SCOPES) return <span className="text-[12px] text-muted">{list}</span>;
  return (
    <details className="text-[12px] text-muted">
      <summary className="cursor-pointer">{count(scopes.length, 'scope')}</summary>
      {list}
    </details>
  );
}

function revokeColumn(onRevoke: (key: ApiKey) => void): Column<ApiKey> {
  return {
    name: 'Actions',
    hidesName: true,
    cell: (key) =>
      key.revokedAt ? (
        <span className="text-muted">
          Revoked <Time at={key.revokedAt} />
        </span>
      ) : (
        <Button look="danger" onClick={() => onRevoke(key)}>
          Revoke<span className="sr-only"> {key.name || key.prefix}</span>
        </Button>
      ),
  };
}

interface RevokeDialogProps {
  readonly apiKey: ApiKey;
  readonly onClose: () => void;
  readonly onRevoked: () => void;
}

function RevokeDialog({ apiKey, onClose, onRevoked }: RevokeDialogProps) {
  const notify = useNotify();
  const revoke = useOutcome(revokeKeyMutation);
  const name = apiKey.name || apiKey.prefix;
  const run = async () => {
    const outcome = await revoke({ id: apiKey.id });
    if (isRefusal(outcome)) return outcome;
    notify({ text: `The key “${name}” is revoked.` });
    onRevoked();
    return null;
  };
  return (
    <ConfirmDialog title={`Revoke “${name}”`} confirm="Revoke key" run={run} onClose={onClose}>
      Every program that uses this key is refused within two seconds. A revoked key cannot be restored.
    </ConfirmDialog>
  );
}
