import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { TextField } from '../../../ui/form/fields.tsx';
import { FormDialog } from '../../../ui/form/form.tsx';
import { useForm } from '../../../ui/form/use-form.ts';
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
        <NewCollectionDialog
          onCreate={(name) => collections.create(name, mentionId)}
          onClose={() => setNaming(false)}
        />
      ) : null}
    </>
  );
}

interface NewCollectionDialogProps {
  readonly onCreate: (name: string) => ReturnType<Collections['create']>;
  readonly onClose: () => void;
}

function NewCollectionDialog({ onCreate, onClose }: NewCollectionDialogProps) {
  const form = useForm({
    initial: { name: '' },
    check: ({ name }) => (name.trim() ? {} : { name: 'Enter a name.' }),
    async send({ name }) {
      const refusal = await onCreate(name.trim());
      if (!refusal) onClose();
      return refusal;
    },
  });
  return (
    <FormDialog title="New collection" form={form} submit="Create collection" onClose={onClose}>
      <TextField form={form} name="name" label="Name" maxLength={255} />
    </FormDialog>
  );
}
