import { useNavigate } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { useFrame, useNotify } from '../../frame/index.ts';
import { type RequestProblem, useChange } from '../../graph/index.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { deleteMutation, type Tracker } from './tracker-operations.ts';

/** Asks for the name of the tracker, because deleting it cannot be undone. */
export function DeleteDialog({ tracker, onClose }: { tracker: Tracker; onClose: () => void }) {
  const field = useId();
  const [name, setName] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const navigate = useNavigate();
  const notify = useNotify();
  const { reload } = useFrame();
  const change = useChange(deleteMutation);
  const remove = async () => {
    try {
      await change({ id: tracker.id });
      notify({ text: `The tracker “${tracker.name}” is deleted.` });
      reload();
      navigate({ to: '/trackers' });
    } catch (failure) {
      setProblem((failure as RequestProblem).message);
    }
  };
  return (
    <Dialog title={`Delete “${tracker.name}”`} onClose={onClose}>
      <div className="grid gap-3 p-4 text-[13px]">
        <p>
          The query, what it has learned from corrections and the reasons of its matches are lost. Posts that
          it has found stay.
        </p>
        <label htmlFor={field} className="label">
          Type the name of the tracker to confirm
        </label>
        <input id={field} className="field" value={name} onChange={(event) => setName(event.target.value)} />
        {problem ? (
          <p role="alert" className="text-negative">
            {problem}
          </p>
        ) : null}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="danger" disabled={name.trim() !== tracker.name} onClick={remove}>
            Delete tracker
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
