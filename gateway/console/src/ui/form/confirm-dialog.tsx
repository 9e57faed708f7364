import { type ReactNode, useId, useState } from 'react';
import type { Refusal } from '../../graph/index.ts';
import { Button } from '../button.tsx';
import { Dialog } from '../dialog.tsx';

interface ConfirmDialogProps {
  readonly title: string;
  /** What is lost. */
  readonly children: ReactNode;
  /** The verb on the button, and what it acts on: "Delete tracker". */
  readonly confirm: string;
  /** Returns why the change was refused, or null. */
  readonly run: () => Promise<Refusal | null>;
  readonly onClose: () => void;
  /** What the name belongs to, and the name, if it must be typed because nothing can be undone. */
  readonly typed?: { readonly label: string; readonly name: string };
}

/** Asks before something is lost. */
export function ConfirmDialog({ title, children, confirm, run, onClose, typed }: ConfirmDialogProps) {
  const field = useId();
  const [name, setName] = useState('');
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [isRunning, setRunning] = useState(false);
  const start = async () => {
    setRunning(true);
    const refused = await run();
    setRunning(false);
    setRefusal(refused);
    if (!refused) onClose();
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <div className="grid gap-3 p-4 text-[13px]">
        <div>{children}</div>
        {typed ? (
          <div className="grid gap-1">
            <label htmlFor={field} className="label">
              {typed.label}
            </label>
            <input
              id={field}
              className="field"
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          </div>
        ) : null}
        <p role="alert" className="text-negative empty:hidden">
          {refusal?.message}
        </p>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="danger" disabled={isRunning || (typed && name.trim() !== typed.name)} onClick={start}>
            {confirm}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
