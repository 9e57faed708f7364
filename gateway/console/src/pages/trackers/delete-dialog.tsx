import { useNavigate } from '@tanstack/react-router';
import { useFrame, useNotify } from '../../frame/index.ts';
import { isRefusal, useOutcome } from '../../graph/index.ts';
import { ConfirmDialog } from '../../ui/form/confirm-dialog.tsx';
import { deleteMutation, type Tracker } from './tracker-operations.ts';

/** Asks for the name of the tracker, because deleting it cannot be undone. */
export function DeleteDialog({ tracker, onClose }: { tracker: Tracker; onClose: () => void }) {
  const navigate = useNavigate();
  const notify = useNotify();
  const { reload } = useFrame();
  const remove = useOutcome(deleteMutation);
  const run = async () => {
    const outcome = await remove({ id: tracker.id });
    if (isRefusal(outcome)) return outcome;
    notify({ text: `The tracker “${tracker.name}” is deleted.` });
    reload();
    navigate({ to: '/trackers' });
    return null;
  };
  return (
    <ConfirmDialog
      title={`Delete “${tracker.name}”`}
      confirm="Delete tracker"
      typed={{ label: 'Type the name of the tracker to confirm', name: tracker.name }}
      run={run}
      onClose={onClose}
    >
      The query, what it has learned from corrections and the reasons of its matches are lost. Posts that it
      has found stay.
    </ConfirmDialog>
  );
}
