import { useState } from 'react';
import { refusalIn, useOutcome } from '../../../graph/index.ts';
import { Button } from '../../../ui/button.tsx';
import { ConfirmDialog } from '../../../ui/form/confirm-dialog.tsx';
import { type Collection, deleteCollectionMutation } from './collection-operations.ts';

interface DeleteCollectionProps {
  readonly collection: Collection;
  readonly onDeleted: () => void;
}

/** Deletes the collection that the page shows. */
export function DeleteCollection({ collection: { id, name }, onDeleted }: DeleteCollectionProps) {
  const [isAsking, setAsking] = useState(false);
  const remove = useOutcome(deleteCollectionMutation);
  const run = async () => {
    const refusal = refusalIn(await remove({ id }));
    if (!refusal) onDeleted();
    return refusal;
  };
  return (
    <>
      <Button look="danger" onClick={() => setAsking(true)}>
        Delete collection
      </Button>
      {isAsking ? (
        <ConfirmDialog
          title={`Delete “${name}”`}
          confirm="Delete collection"
          run={run}
          onClose={() => setAsking(false)}
        >
          The collection is deleted. Its mentions stay in their datasets.
        </ConfirmDialog>
      ) : null}
    </>
  );
}
