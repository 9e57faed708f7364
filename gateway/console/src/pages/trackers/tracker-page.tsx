import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { Page, useFrame, useNotifiedAction } from '../../frame/index.ts';
import { useGraph } from '../../graph/index.ts';
import { Button } from '../../ui/button.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { BackfillDialog } from './backfill-dialog.tsx';
import { DeleteDialog } from './delete-dialog.tsx';
import { TrackerForm } from './editor/tracker-form.tsx';
import { SourceTable } from './tracker-health.tsx';
import { pauseMutation, resumeMutation, type Tracker, trackerQuery } from './tracker-operations.ts';

const route = getRouteApi('/trackers/$id');

/** One tracker: its definition, the health of its sources, and older posts. */
export function TrackerPage() {
  const { id } = route.useParams();
  const { data, problem, retry } = useGraph(trackerQuery, { id });
  const tracker = data?.tracker?.id === id ? data.tracker : null;
  return (
    <Page
      title={tracker?.name ?? 'Tracker'}
      action={tracker ? <Actions tracker={tracker} onChanged={retry} /> : null}
    >
      {problem ? <Failure title="The tracker could not be loaded" problem={problem} onRetry={retry} /> : null}
      {!data && !problem ? <Skeleton lines={8} /> : null}
      {data && !data.tracker ? <p className="text-muted">This tracker no longer exists.</p> : null}
      {tracker ? (
        <>
          <TrackerForm key={tracker.id} tracker={tracker} onSaved={retry} />
          <section aria-label="Sources" className="grid gap-2">
            <h2>Sources</h2>
            <SourceTable tracker={tracker} />
          </section>
        </>
      ) : null}
    </Page>
  );
}

/** The page of a tracker that does not exist yet. */
export function NewTrackerPage() {
  return (
    <Page title="New tracker">
      <TrackerForm />
    </Page>
  );
}

function Actions({ tracker, onChanged }: { tracker: Tracker; onChanged: () => void }) {
  const { reload } = useFrame();
  const [open, setOpen] = useState<'backfill' | 'delete' | null>(null);
  const pause = useNotifiedAction(pauseMutation, () => 'The tracker is paused.');
  const resume = useNotifiedAction(resumeMutation, () => 'The tracker listens again.');
  const isPaused = tracker.status === 'PAUSED';
  const toggle = async () => {
    if (!(await (isPaused ? resume : pause)({ id: tracker.id }))) return;
    onChanged();
    reload();
  };
  return (
    <div className="flex flex-wrap gap-2">
      <Button onClick={() => setOpen('backfill')}>Find older posts</Button>
      <Button onClick={toggle}>{isPaused ? 'Resume' : 'Pause'}</Button>
      <Button look="danger" onClick={() => setOpen('delete')}>
        Delete
      </Button>
      {open === 'backfill' ? (
        <BackfillDialog id={tracker.id} onClose={() => setOpen(null)} onStarted={onChanged} />
      ) : null}
      {open === 'delete' ? <DeleteDialog tracker={tracker} onClose={() => setOpen(null)} /> : null}
    </div>
  );
}
