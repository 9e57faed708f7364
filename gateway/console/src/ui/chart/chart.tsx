import { type ReactNode, useMemo, useState } from 'react';
import { Button } from '../button.tsx';
import { type Column, DataTable } from '../table/data-table.tsx';
import { formatDay } from '../time.tsx';
import type { ChartKind, Marker, Series } from './chart-data.ts';
import { Legend } from './legend.tsx';
import { MarkerList } from './marker-list.tsx';
import { MOST_SERIES } from './palette.ts';
import { Plot } from './plot.tsx';

interface ChartProps {
  /** What is measured: "Share of voice". */
  readonly name: string;
  /** What the chart shows, as a sentence for screen readers. */
  readonly summary: string;
  readonly kind: ChartKind;
  /** All days of the range, with those that have no values. */
  readonly days: readonly string[];
  readonly series: readonly Series[];
  readonly format: (value: number) => string;
  readonly most?: number;
  /** What happened on some of the days; the same array until it changes. */
  readonly markers?: readonly Marker[];
  /** Receives the first and last day of a range that was chosen by dragging. */
  readonly onRange?: (from: string, to: string) => void;
  /** More controls of the chart. */
  readonly children?: ReactNode;
}

const NO_MARKERS: readonly Marker[] = [];

/** A chart of values by day, which can also be read as a table and saved as a CSV file. */
export function Chart(props: ChartProps) {
  const { name, summary, kind, days, format, children, markers = NO_MARKERS } = props;
  const [isTable, setTable] = useState(false);
  const [point, setPoint] = useState<number | null>(null);
  // The same array while the pointer moves, so that nothing is drawn again.
  const series = useMemo(() => props.series.slice(0, MOST_SERIES), [props.series]);
  const choose = props.onRange;
  return (
    <section aria-label={name} className="card grid min-w-0 content-start gap-3 p-4">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2>{name}</h2>
        <div className="flex flex-wrap gap-1">
          {children}
          <Button look="quiet" aria-pressed={isTable} onClick={() => setTable(!isTable)}>
            {isTable ? 'As chart' : 'As table'}
          </Button>
        </div>
      </div>
      {isTable ? (
        <ChartTable name={name} days={days} series={props.series} format={format} />
      ) : (
        <>
          <div role="img" aria-label={summary}>
            <Plot
              kind={kind}
              days={days}
              series={series}
              markers={markers}
              most={props.most}
              format={format}
              onPoint={setPoint}
              onRange={choose ? (first, last) => choose(days[first]!, days[last]!) : undefined}
            />
          </div>
          <Legend kind={kind} days={days} series={series} format={format} point={point} />
          <MarkerList markers={markers.filter(({ day }) => days.includes(day))} />
        </>
      )}
    </section>
  );
}

interface ChartRow {
  readonly day: string;
  readonly values: readonly (number | null)[];
}

type ChartTableProps = Pick<ChartProps, 'name' | 'days' | 'series' | 'format'>;

/** The values of a chart, newest day first. */
function ChartTable({ name, days, series, format }: ChartTableProps) {
  const rows = days
    .map((day, index) => ({ day, values: series.map(({ values }) => values[index] ?? null) }))
    .filter(({ values }) => values.some((value) => value !== null))
    .reverse();
  const columns: Column<ChartRow>[] = [
    { name: 'Day', text: ({ day }) => day, cell: ({ day }) => formatDay(day) },
    ...series.map(({ name: head }, index) => ({
      name: head,
      isNumber: true,
      text: ({ values }: ChartRow) => values[index] ?? null,
      cell: ({ values }: ChartRow) => (values[index] == null ? 'No value' : format(values[index])),
    })),
  ];
  return (
    <div className="max-h-96 overflow-y-auto">
      <DataTable name={name} columns={columns} rows={rows} keyOf={({ day }) => day} />
    </div>
  );
}
