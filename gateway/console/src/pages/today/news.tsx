import { useState } from 'react';
import { eventSentence } from '../../events/index.ts';
import { useGraph } from '../../graph/index.ts';
import { Icon } from '../../ui/icons.tsx';
import { Time } from '../../ui/time.tsx';
import { spikesQuery } from './today-operations.ts';
import { Nothing, Widget, WidgetRow } from './widget.tsx';

const DAY_MS = 24 * 60 * 60 * 1_000;

/** Spikes of trackers and failures of the last two days, newest first. */
export function News() {
  const [since] = useState(() => new Date(Date.now() - 2 * DAY_MS).toISOString());
  const loaded = useGraph(spikesQuery, { since });
  return (
    <Widget title="Spikes and failures" loaded={loaded}>
      {({ events }) =>
        events?.length ? (
          <ul>
            {events.toReversed().map(({ sequence, type, message, timestamp }) => (
              <WidgetRow key={sequence}>
                <span className={type === 'TRACKER_SPIKED' ? 'text-accent-ink' : 'text-warning'}>
                  <Icon name={type === 'TRACKER_SPIKED' ? 'share' : 'warning'} size={14} />
                </span>
                <span className="min-w-0 break-words">{eventSentence(message)}</span>
                <span className="ml-auto text-[12px] text-muted">
                  <Time at={timestamp} />
                </span>
              </WidgetRow>
            ))}
          </ul>
        ) : (
          <Nothing>Nothing unusual in the last two days.</Nothing>
        )
      }
    </Widget>
  );
}
