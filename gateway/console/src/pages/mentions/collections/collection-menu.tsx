import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { CollectionNameDialog } from './collection-name-dialog.tsx';
import type { Collections } from './use-collections.ts';

interface CollectionMenuProps {
  readonly mentionId: string;
  readonly collections: Collections;
  /** Id of the collection that the list is limited to. */
  readonly shown: string | undefined;
  readonly onRemoved: () => void;
}

const NEW = 'new';

/** Adds a mention to a collection; removes it if the list shows one. */
export function CollectionMenu({ mentionId, collections, shown, onRemoved }: CollectionMenuProps) {
  const [isNaming, setNaming] = useState(false);
  const choose = (value: string) => (value === NEW ? setNaming(true) : collections.add(value, mentionId));
  if (shown) {
    const remove = async () => {
      if (await collections.remove(shown, mentionId)) onRemoved();
    };
    return (
      <Button look="quiet" onClick={remove}>
        Remove from collection
      </Button>
    );
  }
  return (
    <>
      <select
        aria-label="Add to a collection"
        className="h-6 max-w-36 rounded-md border border-line bg-canvas px-1 text-[12px]"
        value=""
        onChange={({ target }) => choose(target.value)}
      >
        <option value="">Collect</option>
        {collections.all.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
        <option value={NEW}>New collection…</option>
      </select>
      {isNaming ? (
        <CollectionNameDialog
          title="New collection"
          submit="Create collection"
          onNamed={(name) => collections.create(name, mentionId)}
          onClose={() => setNaming(false)}
        />
      ) : null}
    </>
  );
}
