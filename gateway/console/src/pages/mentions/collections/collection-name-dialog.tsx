import type { Refusal } from '../../../graph/index.ts';
import { TextField } from '../../../ui/form/fields.tsx';
import { FormDialog } from '../../../ui/form/form.tsx';
import { useForm } from '../../../ui/form/use-form.ts';

interface CollectionNameDialogProps {
  readonly title: string;
  /** The verb on the button, and what it acts on. */
  readonly submit: string;
  /** Present name of the collection; empty if it is new. */
  readonly name?: string;
  /** Returns why the name was refused, or null. */
  readonly onNamed: (name: string) => Promise<Refusal | null>;
  readonly onClose: () => void;
}

/** Asks for the name of a collection. */
export function CollectionNameDialog(props: CollectionNameDialogProps) {
  const { title, submit, name = '', onNamed, onClose } = props;
  const form = useForm({
    initial: { name },
    check: (entered) => (entered.name.trim() ? {} : { name: 'Enter a name.' }),
    async send(entered) {
      const refusal = await onNamed(entered.name.trim());
      if (!refusal) onClose();
      return refusal;
    },
  });
  return (
    <FormDialog title={title} form={form} submit={submit} onClose={onClose}>
      <TextField form={form} name="name" label="Name" maxLength={255} />
    </FormDialog>
  );
}
