import { useMemo, useState } from 'react';
import { useChartMarkers } from '../../../events/index.ts';
import { useGraph } from '../../../graph/index.ts';
import { Button } from '../../../ui/button.tsx';
import { Chart } from '../../../ui/chart/chart.tsx';
import { daysAgo, daysBetween, type Series } from '../../../ui/chart/chart-data.ts';
import { LoadedContent } from '../../../ui/loaded-content.tsx';
import { count, formatNumber, inWords } from '../../../ui/words.ts';
import type { Selection } from '../mention-selection.ts';
import { type MentionDay, mentionDaysQuery } from './count-operations.ts';

/** What a chart counts: for each series its name, and how to read it from a day. */
type Measure = Readonly<Record<string, (day: MentionDay) => number>>;

const VOLUME: Measure = { Mentions: (day) => day.count };
const SENTIMENT: Measure = {
  Positive: (day) => day.positive,
  Neutral: (day) => day.neutral,
  Negative: (day) => day.negative,
};
const EMOTIONS = Object.fromEntries(
  (['joy', 'sadness', 'anger', 'fear', 'surprise', 'disgust', 'neutral'] as const).map((emotion) => [
    inWords(emotion),
    ({ emotions }: MentionDay) => emotions[emotion],
  ]),
) as Measure;

const MEASURES = { Volume: VOLUME, Sentiment: SENTIMENT, Emotions: EMOTIONS } as const;
type MeasureName = keyof typeof MEASURES;

/** The mentions per day: their number, sentiment or emotions. */
export function MentionCharts({ selection, range }: { selection: Selection; range: number }) {
  const [shown, setShown] = useState<MeasureName>('Volume');
  const loaded = useGraph(mentionDaysQuery, selection);
  const found = loaded.data?.mentionCounts;
  const days = useMemo(() => daysBetween(daysAgo(range - 1), daysAgo(0)), [range]);
  const markers = useChartMarkers(days[0]!);
  const series = useMemo(() => seriesOf(found ?? [], days, MEASURES[shown]), [found, days, shown]);
  return (
    <LoadedContent loaded={loaded} what="counts">
      {() => (
        <Chart
          name={`${shown} of mentions`}
          summary={summaryOf(series, range)}
          kind={shown === 'Volume' ? 'bars' : 'stacked'}
          days={days}
          series={series}
          format={formatNumber}
          markers={markers}
        >
          {(Object.keys(MEASURES) as MeasureName[]).map((name) => (
            <Button
              key={name}
              look={name === shown ? 'plain' : 'quiet'}
              aria-pressed={name === shown}
              onClick={() => setShown(name)}
            >
              {name}
            </Button>
          ))}
        </Chart>
      )}
    </LoadedContent>
  );
}

/** A day without mentions has zero of them: the datasets are known for all days. */
function seriesOf(found: readonly MentionDay[], days: readonly string[], measure: Measure): Series[] {
  const byDay = new Map(found.map((day) => [day.key, day]));
  return Object.entries(measure).map(([name, read]) => ({
    name,
    values: days.map((day) => {
      const counted = byDay.get(day);
      return counted ? read(counted) : 0;
    }),
  }));
}

function summaryOf(series: readonly Series[], range: number): string {
  const totals = series.map(({ name, values }) => {
    const total = values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
    return `${name}: ${formatNumber(total)}`;
  });
  return `${totals.join(', ')} in the last ${count(range, 'day')}.`;
}
