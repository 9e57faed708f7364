import { useNotifiedAction, useNotify } from '../../../frame/index.ts';
import { isRefusal, useOutcome } from '../../../graph/index.ts';
import { Button } from '../../../ui/button.tsx';
import { TextField } from '../../../ui/form/fields.tsx';
import { FormDialog } from '../../../ui/form/form.tsx';
import { useForm } from '../../../ui/form/use-form.ts';
import type { InboxSearch } from '../inbox-search.ts';
import { variablesOf } from '../inbox-variables.ts';
import { deleteViewMutation, saveViewMutation, type View } from './view-operations.ts';

interface SaveViewDialogProps {
  readonly search: InboxSearch;
  readonly views: readonly View[];
  readonly onClose: () => void;
  readonly onChanged: () => void;
}

/** Saves the filters for the whole workspace, and lists the views that can be deleted. */
export function SaveViewDialog({ search, views, onClose, onChanged }: SaveViewDialogProps) {
  const save = useOutcome(saveViewMutation);
  const notify = useNotify();
  const remove = useNotifiedAction(deleteViewMutation, () => 'The view is deleted.');
  const form = useForm({
    initial: { name: '' },
    check: ({ name }) => (name.trim() ? {} : { name: 'Enter a name.' }),
    async send({ name }) {
      const saved = JSON.stringify(variablesOf(search));
      const outcome = await save({
        input: { list: 'COMMUNITY_POSTS', name: name.trim(), arguments: saved },
      });
      if (isRefusal(outcome)) return outcome;
      notify({ text: `The view “${name.trim()}” is saved for everybody in the workspace.` });
      onChanged();
      onClose();
      return null;
    },
  });
  return (
    <FormDialog title="Save view" form={form} submit="Save view" onClose={onClose}>
      <TextField form={form} name="name" label="Name" maxLength={100} placeholder="Buying, this week" />
      {views.length > 0 ? (
        <ul aria-label="Saved views" className="grid gap-1">
          {views.map(({ id, name }) => (
            <li key={id} className="flex items-center justify-between">
              {name}
              <Button look="danger" onClick={async () => (await remove({ id })) && onChanged()}>
                Delete<span className="sr-only"> the view {name}</span>
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
    </FormDialog>
  );
}
