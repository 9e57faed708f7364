import { useMemo } from 'react';
import { graphql, useGraph } from '../graph/index.ts';
import { dayOf, type Marker } from '../ui/chart/chart-data.ts';
import { eventSentence } from './event-sentence.ts';

const markersQuery = graphql(`
  query ConsoleChartMarkers($since: DateTime!) {
    events(types: [TRACKER_SPIKED, POST_PUBLISHED], since: $since, first: 50) {
      sequence
      type
      message
      timestamp
    }
  }
`);

/**
 * Returns the spikes and published posts since a day, to annotate charts with; none if they cannot
 * be loaded, because a chart is useful without them.
 */
export function useChartMarkers(from: string): readonly Marker[] {
  const { data } = useGraph(markersQuery, { since: `${from}T00:00:00Z` });
  const events = data?.events;
  return useMemo(
    () =>
      (events ?? []).map(({ type, message, timestamp }) => ({
        day: dayOf(Date.parse(timestamp)),
        kind: type === 'TRACKER_SPIKED' ? 'spike' : 'post',
        text: eventSentence(message),
      })),
    [events],
  );
}
