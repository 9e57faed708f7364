import { useState } from 'react';
import { refusalIn, useOutcome } from '../../../graph/index.ts';
import { Button } from '../../../ui/button.tsx';
import { CollectionNameDialog } from './collection-name-dialog.tsx';
import { type Collection, renameCollectionMutation } from './collection-operations.ts';

interface RenameCollectionProps {
  readonly collection: Collection;
  readonly onRenamed: () => void;
}

/** Renames the collection that the page shows. */
export function RenameCollection({ collection: { id, name }, onRenamed }: RenameCollectionProps) {
  const [isAsking, setAsking] = useState(false);
  const rename = useOutcome(renameCollectionMutation);
  const run = async (entered: string) => {
    const refusal = refusalIn(await rename({ id, name: entered }));
    if (!refusal) onRenamed();
    return refusal;
  };
  return (
    <>
      <Button onClick={() => setAsking(true)}>Rename collection</Button>
      {isAsking ? (
        <CollectionNameDialog
          title={`Rename “${name}”`}
          submit="Rename collection"
          name={name}
          onNamed={run}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </>
  );
}
