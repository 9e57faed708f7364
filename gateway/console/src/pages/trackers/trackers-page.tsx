import { Link } from '@tanstack/react-router';
import { Page } from '../../frame/index.ts';
import { useGraph } from '../../graph/index.ts';
import { Button, buttonClasses } from '../../ui/button.tsx';
import { Icon } from '../../ui/icons.tsx';
import { saveCsv } from '../../ui/save-csv.ts';
import { Empty, Failure, Skeleton } from '../../ui/states.tsx';
import { TrackerHealth } from './tracker-health.tsx';
import { type Tracker, trackersQuery } from './tracker-operations.ts';
import { TrackerVolume } from './tracker-volume.tsx';

/** All trackers, with their health and volume. */
export function TrackersPage() {
  const { data, problem, retry } = useGraph(trackersQuery, {});
  const trackers = data?.trackers;
  return (
    <Page title="Trackers" action={<NewTracker />}>
      {problem ? (
        <Failure title="The trackers could not be loaded" problem={problem} onRetry={retry} />
      ) : null}
      {!trackers && !problem ? <Skeleton lines={6} height={32} /> : null}
      {trackers?.length === 0 ? (
        <Empty title="Trackers listen for posts that match a query" action={<NewTracker />}>
          There is none yet. Begin with the name of your product or the problem that it solves.
        </Empty>
      ) : null}
      {trackers?.length ? <TrackerTable trackers={trackers} /> : null}
    </Page>
  );
}

function NewTracker() {
  return (
    <Link to="/trackers/new" className={buttonClasses('primary')}>
      <Icon name="plus" size={14} />
      New tracker
    </Link>
  );
}

function TrackerTable({ trackers }: { trackers: readonly Tracker[] }) {
  const save = () =>
    saveCsv(
      'trackers',
      ['name', 'query', 'status', 'created'],
      trackers.map(({ name, query, status, createdAt }) => [name, query, status, createdAt]),
    );
  return (
    <div className="grid gap-3">
      <div className="card overflow-x-auto">
        <table className="data-table">
          <thead>
            <tr>
              <th scope="col">Tracker</th>
              <th scope="col">Sources</th>
              <th scope="col">Posts in 30 days</th>
            </tr>
          </thead>
          <tbody>
            {trackers.map((tracker) => (
              <tr key={tracker.id} className="hover:bg-surface">
                <td className="max-w-md min-w-48">
                  <Link
                    to="/trackers/$id"
                    params={{ id: tracker.id }}
                    className="font-medium text-ink hover:underline"
                  >
                    {tracker.name}
                  </Link>
                  <code className="mt-0.5 block truncate text-[12px] text-muted" title={tracker.query}>
                    {tracker.query}
                  </code>
                </td>
                <td>
                  <TrackerHealth tracker={tracker} />
                </td>
                <td>
                  <TrackerVolume id={tracker.id} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div>
        <Button look="quiet" onClick={save}>
          Save as CSV
        </Button>
      </div>
    </div>
  );
}
