import { Icon } from '../../ui/icons.tsx';
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

/** What each source of a tracker does, and what is wrong with it. */
export function SourceTable({ tracker }: { tracker: Tracker }) {
  return (
    <div className="card overflow-x-auto">
      <table className="data-table">
        <caption className="sr-only">Sources</caption>
        <thead>
          <tr>
            <th scope="col">Source</th>
            <th scope="col">State</th>
            <th scope="col">Last read</th>
          </tr>
        </thead>
        <tbody>
          {tracker.health.map((health) => (
            <tr key={health.source}>
              <td>{platformName(health.source)}</td>
              <td className={health.state === 'FAILING' ? 'text-warning' : ''}>
                {STATES[health.state]}
                {health.problem ? (
                  <span className="block text-[12px] text-muted">{health.problem}</span>
                ) : null}
              </td>
              <td className="text-muted">
                {health.lastSuccess ? <Time at={health.lastSuccess} /> : 'Not yet'}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
