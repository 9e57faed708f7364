import { Link } from '@tanstack/react-router';
import { Page } from '../../frame/index.ts';
import { useGraph } from '../../graph/index.ts';
import { buttonClasses } from '../../ui/button.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Empty, Failure, Skeleton } from '../../ui/states.tsx';
import { type Column, DataTable } from '../../ui/table/data-table.tsx';
import { inWords } from '../../ui/words.ts';
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
      {trackers?.length ? (
        <DataTable name="Trackers" columns={COLUMNS} rows={trackers} keyOf={({ id }) => id} />
      ) : null}
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

const COLUMNS: readonly Column<Tracker>[] = [
  { name: 'Tracker', text: ({ name }) => name, cell: (tracker) => <NameAndQuery tracker={tracker} /> },
  { name: 'Query', text: ({ query }) => query, isOnlySaved: true },
  { name: 'Status', text: ({ status }) => inWords(status), isOnlySaved: true },
  { name: 'Created', text: ({ createdAt }) => createdAt, isOnlySaved: true },
  { name: 'Sources', cell: (tracker) => <TrackerHealth tracker={tracker} /> },
  { name: 'Posts in 30 days', cell: ({ id }) => <TrackerVolume id={id} /> },
];

function NameAndQuery({ tracker }: { tracker: Tracker }) {
  return (
    <div className="max-w-md min-w-40">
      <Link to="/trackers/$id" params={{ id: tracker.id }} className="font-medium text-ink hover:underline">
        {tracker.name}
      </Link>
      <code
        className="mt-0.5 block truncate text-[12px] text-muted max-sm:whitespace-normal"
        title={tracker.query}
      >
        {tracker.query}
      </code>
    </div>
  );
}
