import { Icon } from '../../ui/icons.tsx';
import { type Column, DataTable } from '../../ui/table/data-table.tsx';
import { Time } from '../../ui/time.tsx';
import { count, platformName } from '../../ui/words.ts';
import type { Tracker } from './tracker-operations.ts';

type SourceHealth = Tracker['health'][number];

const STATES: Readonly<Record<SourceHealth['state'], string>> = {
  OK: 'Works',
  WAITING: 'Waits for its turn',
  FAILING: 'Fails',
  OFF: 'Off',
  UNSUPPORTED: 'Cannot search for this query',
};

/** One line about the sources of a tracker, the worst news first. */
export function TrackerHealth({ tracker }: { tracker: Tracker }) {
  const failing = tracker.health.filter(({ state }) => state === 'FAILING');
  const working = tracker.health.filter(({ state }) => state === 'OK' || state === 'WAITING');
  if (tracker.status === 'PAUSED') return <Line icon="pause">Paused</Line>;
  if (failing.length > 0)
    return (
      <Line icon="warning" className="text-warning">
        {failing.map(({ source }) => platformName(source)).join(', ')} cannot be read
      </Line>
    );
  if (working.length === 0) return <Line icon="warning">No source is on</Line>;
  return (
    <Line icon="check" className="text-positive">
      {count(working.length, 'source')} {working.length === 1 ? 'works' : 'work'}
    </Line>
  );
}

function Line(props: { icon: 'pause' | 'warning' | 'check'; className?: string; children: React.ReactNode }) {
  return (
    <span className={`flex items-center gap-1.5 ${props.className ?? 'text-muted'}`}>
      <Icon name={props.icon} size={14} />
      <span>{props.children}</span>
    </span>
  );
}

const COLUMNS: readonly Column<SourceHealth>[] = [
  { name: 'Source', text: ({ source }) => platformName(source) },
  {
    name: 'State',
    text: ({ state }) => STATES[state],
    cell: ({ state, problem }) => (
      <span className={state === 'FAILING' ? 'text-warning' : ''}>
        {STATES[state]}
        {problem ? <span className="block text-[12px] text-muted">{problem}</span> : null}
      </span>
    ),
  },
  { name: 'Problem', text: ({ problem }) => problem, isOnlySaved: true },
  {
    name: 'Last read',
    text: ({ lastSuccess }) => lastSuccess,
    cell: ({ lastSuccess }) => (lastSuccess ? <Time at={lastSuccess} /> : 'Not yet'),
  },
];

/** What each source of a tracker does, and what is wrong with it. */
export function SourceTable({ tracker }: { tracker: Tracker }) {
  return <DataTable name="Sources" columns={COLUMNS} rows={tracker.health} keyOf={({ source }) => source} />;
}
