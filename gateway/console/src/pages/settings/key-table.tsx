import { useState } from 'react';
import { useNotify } from '../../frame/index.ts';
import { type RequestProblem, useChange } from '../../graph/index.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { saveCsv } from '../../ui/save-csv.ts';
import { Time } from '../../ui/time.tsx';
import { inWords } from '../../ui/words.ts';
import { type ApiKey, revokeKeyMutation } from './key-operations.ts';

interface KeyTableProps {
  readonly keys: readonly ApiKey[];
  readonly onChanged: () => void;
}

export function KeyTable({ keys, onChanged }: KeyTableProps) {
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  const save = () =>
    saveCsv(
      'api-keys',
      ['name', 'prefix', 'scopes', 'created', 'last used', 'expires', 'revoked'],
      keys.map((key) => [
        key.name,
        key.prefix,
        key.scopes.join(' '),
        key.createdAt,
        key.lastUsedAt,
        key.expiresAt,
        key.revokedAt,
      ]),
    );
  return (
    <div className="grid gap-3">
      <div className="card overflow-x-auto">
        <table className="data-table">
          <thead>
            <tr>
              <th scope="col">Key</th>
              <th scope="col">Access</th>
              <th scope="col">Last used</th>
              <th scope="col">Expires</th>
              <th scope="col">
                <span className="sr-only">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {keys.map((key) => (
              <KeyRow key={key.id} apiKey={key} onRevoke={() => setRevoking(key)} />
            ))}
          </tbody>
        </table>
      </div>
      <div>
        <Button look="quiet" onClick={save}>
          Save as CSV
        </Button>
      </div>
      {revoking ? (
        <RevokeDialog apiKey={revoking} onClose={() => setRevoking(null)} onRevoked={onChanged} />
      ) : null}
    </div>
  );
}

function KeyRow({ apiKey, onRevoke }: { apiKey: ApiKey; onRevoke: () => void }) {
  const { name, prefix, products, scopes, lastUsedAt, expiresAt, revokedAt } = apiKey;
  return (
    <tr>
      <td>
        <span className="block font-medium">{name || 'Without a name'}</span>
        <code className="text-[12px] text-muted">{prefix}…</code>
      </td>
      <td>
        {products.length === 5 ? 'All products' : products.map(inWords).join(', ')}
        <span className="block max-w-md text-[12px] break-words text-muted">{scopes.join(', ')}</span>
      </td>
      <td>{lastUsedAt ? <Time at={lastUsedAt} /> : 'Never'}</td>
      <td>{expiresAt ? <Time at={expiresAt} /> : 'Never'}</td>
      <td>
        {revokedAt ? (
          <span className="text-muted">
            Revoked <Time at={revokedAt} />
          </span>
        ) : (
          <Button look="danger" onClick={onRevoke}>
            Revoke<span className="sr-only"> {name || prefix}</span>
          </Button>
        )}
      </td>
    </tr>
  );
}

interface RevokeDialogProps {
  readonly apiKey: ApiKey;
  readonly onClose: () => void;
  readonly onRevoked: () => void;
}

function RevokeDialog({ apiKey, onClose, onRevoked }: RevokeDialogProps) {
  const notify = useNotify();
  const change = useChange(revokeKeyMutation);
  const [problem, setProblem] = useState<string | null>(null);
  const name = apiKey.name || apiKey.prefix;
  const revoke = async () => {
    try {
      const { revokeApiKey: result } = await change({ id: apiKey.id });
      if (result && 'message' in result) return setProblem(result.message);
      notify({ text: `The key “${name}” is revoked.` });
      onRevoked();
      onClose();
    } catch (failure) {
      setProblem((failure as RequestProblem).message);
    }
  };
  return (
    <Dialog title={`Revoke “${name}”`} onClose={onClose}>
      <div className="grid gap-3 p-4 text-[13px]">
        <p>
          Every program that uses this key is refused within two seconds. A revoked key cannot be restored.
        </p>
        {problem ? (
          <p role="alert" className="text-negative">
            {problem}
          </p>
        ) : null}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="danger" onClick={revoke}>
            Revoke key
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
