import type { ReactNode } from 'react';
import { Button } from '../button.tsx';
import { Dialog } from '../dialog.tsx';
import type { FormState } from './use-form.ts';

interface FormProps<Values> {
  readonly form: FormState<Values>;
  /** The verb on the button, and what it acts on: "Create webhook". */
  readonly submit: string;
  readonly children: ReactNode;
  /** More buttons before the one that submits. */
  readonly others?: ReactNode;
}

/** Fields, what is wrong with the form as a whole, and the button that sends it. */
export function Form<Values>({ form, submit, children, others }: FormProps<Values>) {
  return (
    <form onSubmit={form.submit} noValidate className="grid content-start gap-4 text-[13px]">
      {children}
      <p role="alert" className="text-negative empty:hidden">
        {form.problems['']}
      </p>
      <div className="flex flex-wrap justify-end gap-2">
        {others}
        <Button type="submit" look="primary" disabled={form.isSending}>
          {submit}
        </Button>
      </div>
    </form>
  );
}

interface FormDialogProps<Values> extends FormProps<Values> {
  readonly title: string;
  readonly onClose: () => void;
}

/** A form in a dialog. */
export function FormDialog<Values>({ title, onClose, ...form }: FormDialogProps<Values>) {
  return (
    <Dialog title={title} onClose={onClose}>
      <div className="max-h-[75dvh] overflow-y-auto p-4">
        <Form {...form} others={<Button onClick={onClose}>Cancel</Button>} />
      </div>
    </Dialog>
  );
}
