import { useMemo, useState } from 'react';
import { useChartMarkers } from '../../events/index.ts';
import { Button } from '../../ui/button.tsx';
import { Chart } from '../../ui/chart/chart.tsx';
import { daysAgo, daysBetween } from '../../ui/chart/chart-data.ts';
import { formatDay } from '../../ui/time.tsx';
import { formatPercent, platformName } from '../../ui/words.ts';
import type { SharePoint } from './share-operations.ts';
import type { ShareSearch } from './share-search.ts';

interface ShareChartProps {
  readonly points: readonly SharePoint[];
  readonly search: ShareSearch;
  readonly onChange: (changes: Partial<Record<keyof ShareSearch, string | undefined>>) => void;
}

/** The shares over time, as areas that add up to 100 % or as lines. */
export function ShareChart({ points, search, onChange }: ShareChartProps) {
  const { days, series } = useMemo(() => seriesOf(points), [points]);
  const [today] = useState(() => daysAgo(0));
  const markers = useChartMarkers(days[0] ?? today);
  const isLines = search.view === 'lines';
  const place = search.community ? ` on ${platformName(search.community.toUpperCase())}` : '';
  if (points.length < 2)
    return (
      <p className="card p-4 text-[13px] text-muted">
        Shares over time appear once two days of this range have been counted.
      </p>
    );
  return (
    <Chart
      name={`Share of voice${place}`}
      summary={summaryOf(points, place)}
      kind={isLines ? 'lines' : 'stacked'}
      days={days}
      series={series}
      format={formatPercent}
      markers={markers}
      {...(isLines ? {} : { most: 100 })}
      onRange={(from, to) => onChange({ from, to })}
    >
      {search.from || search.to ? (
        <Button look="quiet" onClick={() => onChange({ from: undefined, to: undefined })}>
          Whole range
        </Button>
      ) : null}
      <Button look="quiet" onClick={() => onChange({ view: isLines ? undefined : 'lines' })}>
        {isLines ? 'As areas' : 'As lines'}
      </Button>
    </Chart>
  );
}

/** Returns a value for each day from the first to the last count; days without a count are gaps. */
function seriesOf(points: readonly SharePoint[]) {
  const days = points.length > 0 ? daysBetween(points[0]!.date, points.at(-1)!.date) : [];
  const byDay = new Map(points.map((point) => [point.date, point.brands]));
  const names = [...new Set(points.toReversed().flatMap(({ brands }) => brands.map(({ name }) => name)))];
  const percentOf = (day: string, name: string) =>
    byDay.get(day)?.find((brand) => brand.name === name)?.percent ?? (byDay.has(day) ? 0 : null);
  return {
    days,
    series: names.map((name) => ({ name, values: days.map((day) => percentOf(day, name)) })),
  };
}

function summaryOf(points: readonly SharePoint[], place: string): string {
  const last = points.at(-1)!;
  const shares = last.brands.map(({ name, percent }) => `${name} ${formatPercent(percent)}`).join(', ');
  return `Share of voice${place} from ${formatDay(points[0]!.date)} to ${formatDay(last.date)}. Latest: ${shares}.`;
}
