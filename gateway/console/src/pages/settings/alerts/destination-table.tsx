import { useState } from 'react';
import { useNotifiedAction } from '../../../frame/index.ts';
import { isRefusal, useOutcome } from '../../../graph/index.ts';
import { Button } from '../../../ui/button.tsx';
import { ConfirmDialog } from '../../../ui/form/confirm-dialog.tsx';
import { type Column, DataTable } from '../../../ui/table/data-table.tsx';
import { inWords } from '../../../ui/words.ts';
import {
  type Destination,
  deleteDestinationMutation,
  testDestinationMutation,
  updateDestinationMutation,
} from './alert-operations.ts';

interface DestinationTableProps {
  readonly destinations: readonly Destination[];
  readonly onChanged: () => void;
}

export function DestinationTable({ destinations, onChanged }: DestinationTableProps) {
  const [deleting, setDeleting] = useState<Destination | null>(null);
  const columns: readonly Column<Destination>[] = [
    { name: 'Name', text: ({ name }) => name },
    { name: 'Kind', text: ({ kind }) => inWords(kind) },
    { name: 'Arrives at', text: ({ account }) => account },
    {
      name: 'State',
      text: stateOf,
      cell: (destination) => (
        <span className={destination.lastError || !destination.isEnabled ? 'text-warning' : 'text-positive'}>
          {stateOf(destination)}
        </span>
      ),
    },
    {
      name: 'Actions',
      hidesName: true,
      cell: (destination) => (
        <Actions destination={destination} onDelete={() => setDeleting(destination)} onChanged={onChanged} />
      ),
    },
  ];
  return (
    <>
      <DataTable name="Destinations" columns={columns} rows={destinations} keyOf={({ id }) => id} />
      {deleting ? (
        <DeleteDestinationDialog
          destination={deleting}
          onClose={() => setDeleting(null)}
          onDeleted={onChanged}
        />
      ) : null}
    </>
  );
}

function stateOf({ isEnabled, disabledReason, lastError }: Destination): string {
  if (disabledReason === 'REJECTED') return `Off: the credentials were rejected. ${lastError ?? ''}`.trim();
  if (!isEnabled) return 'Off';
  return lastError ?? 'Works';
}

interface ActionsProps {
  readonly destination: Destination;
  readonly onDelete: () => void;
  readonly onChanged: () => void;
}

function Actions({ destination: { id, isEnabled }, onDelete, onChanged }: ActionsProps) {
  const test = useNotifiedAction(testDestinationMutation, ({ destination }) =>
    destination.lastError ? `The test was not sent. ${destination.lastError}` : 'The test has arrived.',
  );
  const update = useNotifiedAction(updateDestinationMutation, () =>
    isEnabled ? 'The destination is off.' : 'The destination is on.',
  );
  const after = async (done: Promise<unknown>) => {
    if (await done) onChanged();
  };
  return (
    <div className="flex flex-wrap justify-end gap-1">
      <Button look="quiet" onClick={() => after(test({ id }))}>
        Send a test
      </Button>
      <Button look="quiet" onClick={() => after(update({ id, input: { isEnabled: !isEnabled } }))}>
        {isEnabled ? 'Turn off' : 'Turn on'}
      </Button>
      <Button look="danger" onClick={onDelete}>
        Delete
      </Button>
    </div>
  );
}

interface DeleteDestinationDialogProps {
  readonly destination: Destination;
  readonly onClose: () => void;
  readonly onDeleted: () => void;
}

function DeleteDestinationDialog({ destination, onClose, onDeleted }: DeleteDestinationDialogProps) {
  const remove = useOutcome(deleteDestinationMutation);
  const run = async () => {
    const outcome = await remove({ id: destination.id });
    if (isRefusal(outcome)) return outcome;
    onDeleted();
    return null;
  };
  return (
    <ConfirmDialog
      title={`Delete “${destination.name}”`}
      confirm="Delete destination"
      run={run}
      onClose={onClose}
    >
      Its stored credentials are lost. Alerts that use it have to name another destination first.
    </ConfirmDialog>
  );
}
