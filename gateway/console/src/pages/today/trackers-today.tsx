import { Link } from '@tanstack/react-router';
import { useGraph } from '../../graph/index.ts';
import { TrackerVolume } from '../trackers/index.ts';
import { sourceHealthQuery } from './today-operations.ts';
import { Nothing, Widget, WidgetRow } from './widget.tsx';

/** What each tracker has found in the last 30 days. */
export function TrackersToday() {
  const loaded = useGraph(sourceHealthQuery, {});
  const more = (
    <Link to="/trackers" className="text-accent-ink hover:underline">
      Trackers
    </Link>
  );
  return (
    <Widget title="New posts by tracker" loaded={loaded} more={more}>
      {({ trackers }) =>
        trackers?.length ? (
          <ul>
            {trackers.map(({ id, name }) => (
              <WidgetRow key={id}>
                <Link to="/inbox" search={{ tracker: id }} className="min-w-0 truncate hover:underline">
                  {name}
                </Link>
                <span className="ml-auto">
                  <TrackerVolume id={id} counts="today" />
                </span>
              </WidgetRow>
            ))}
          </ul>
        ) : (
          <Nothing>
            No tracker exists yet. <Link to="/trackers/new">Create one</Link> to find posts.
          </Nothing>
        )
      }
    </Widget>
  );
}
