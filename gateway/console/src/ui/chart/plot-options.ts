import uPlot from 'uplot';
import type { ChartKind, Series } from './chart-data.ts';
import { type ChartColours, dashOf } from './palette.ts';

/** What a plot shows, and whom it tells about the pointer. */
export interface PlotProps {
  readonly kind: ChartKind;
  readonly days: readonly string[];
  readonly series: readonly Series[];
  /** Highest value of the axis; the highest of the series if absent. */
  readonly most?: number | undefined;
  readonly format: (value: number) => string;
  /** Receives the index of the day under the pointer; null outside the chart. */
  readonly onPoint: (day: number | null) => void;
  /** Receives the first and last index of a range that was chosen by dragging. */
  readonly onRange?: ((first: number, last: number) => void) | undefined;
}

/** Charts of one page share their cursor. */
const CURSOR = 'console';

const { bars } = uPlot.paths;

/** Distances of the lines of the axis: counts and percentages have no fractions. */
const WHOLE_STEPS = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000].flatMap((power) => [
  power,
  2 * power,
  5 * power,
]);

/** Orders series as they are drawn: of stacked areas the highest first, which lower ones cover. */
export function inDrawingOrder<Item>(kind: ChartKind, series: readonly Item[]): Item[] {
  return kind === 'stacked' ? series.toReversed() : [...series];
}

/** Returns the options of uPlot for a chart of days. */
export function plotOptions(props: PlotProps, colours: ChartColours, width: number, height: number) {
  const { most, format, series } = props;
  const options: uPlot.Options = {
    width,
    height,
    legend: { show: false },
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1_000), 'Etc/UTC'),
    padding: [10, 12, 0, 0],
    cursor: {
      sync: { key: CURSOR },
      drag: { x: props.onRange !== undefined, y: false, setScale: false },
      points: { show: props.kind === 'lines' },
    },
    scales: {
      x: { time: true },
      // Counts and shares begin at zero, so that heights can be compared.
      y: { range: (_, __, highest) => [0, most ?? (highest > 0 ? highest * 1.1 : 1)] },
    },
    axes: [
      axisOf(colours),
      {
        ...axisOf(colours),
        size: 56,
        incrs: WHOLE_STEPS,
        values: (_, ticks) => ticks.map((tick) => format(tick)),
      },
    ],
    series: [
      {},
      ...inDrawingOrder(
        props.kind,
        series.map((each, index) => seriesOf(each, index, props.kind, colours)),
      ),
    ],
    hooks: {
      setCursor: [({ cursor: { idx } }) => props.onPoint(idx ?? null)],
      setSelect: props.onRange ? [(plot) => chooseRange(plot, props.onRange!)] : [],
    },
  };
  return options;
}

function axisOf({ text, line }: ChartColours): uPlot.Axis {
  return {
    stroke: text,
    font: '11px system-ui, sans-serif',
    grid: { stroke: line, width: 1 },
    ticks: { show: false },
  };
}

function seriesOf({ name }: Series, index: number, kind: ChartKind, colours: ChartColours): uPlot.Series {
  const stroke = colours.series[index % colours.series.length]!;
  if (kind === 'bars')
    return {
      label: name,
      stroke,
      fill: stroke,
      width: 0,
      paths: bars!({ size: [0.7, 40] }),
      points: { show: false },
    };
  if (kind === 'stacked')
    return {
      label: name,
      stroke: colours.canvas,
      fill: stroke,
      width: 1,
      spanGaps: false,
      points: { show: false },
    };
  return { label: name, stroke, width: 2, dash: [...dashOf(index)], spanGaps: false };
}

function chooseRange(plot: uPlot, onRange: (first: number, last: number) => void): void {
  const { left, width } = plot.select;
  if (width < 8) return;
  const [first, last] = [plot.posToIdx(left), plot.posToIdx(left + width)];
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  if (last > first) onRange(first, last);
}
