import uPlot from 'uplot';
import { formatShortDay } from '../time.tsx';
import { type ChartKind, dayOf, type Marker, type Series } from './chart-data.ts';
import { type ChartColours, dashOf } from './palette.ts';

/** What a plot shows, and whom it tells about the pointer. */
export interface PlotProps {
  readonly kind: ChartKind;
  readonly days: readonly string[];
  readonly series: readonly Series[];
  readonly markers: readonly Marker[];
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

/** Distances of the labels of days, in seconds; uPlot steps by months from 30 days on. */
const DAY_STEPS = [1, 2, 7, 14, 30, 60, 90, 180].map((days) => days * 24 * 60 * 60);

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
    // The last label of the days is centred below the last point.
    padding: [10, 24, 0, 0],
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
      {
        ...axisOf(colours),
        size: 28,
        space: 72,
        incrs: DAY_STEPS,
        values: (_, ticks) => ticks.map((tick) => formatShortDay(dayOf(tick * 1_000))),
      },
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
      draw: [(plot) => drawMarkers(plot, props, colours)],
      setCursor: [({ cursor: { idx } }) => props.onPoint(idx ?? null)],
      setSelect: props.onRange ? [(plot) => chooseRange(plot, props.onRange!)] : [],
    },
  };
  return options;
}

/** Length of the dashes of a marker, and the size of its tip, in device pixels. */
const DASH = 4;
const TIP = 5;

/** Draws a dashed line with a tip on each day that has a marker: filled for a spike. */
function drawMarkers(plot: uPlot, { days, markers }: PlotProps, { text, canvas }: ChartColours): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = text;
  ctx.lineWidth = 1;
  for (const { day, kind } of markers) {
    if (!days.includes(day)) continue;
    const x = Math.round(plot.valToPos(Date.parse(day) / 1_000, 'x', true));
    ctx.fillStyle = kind === 'spike' ? text : canvas;
    ctx.setLineDash([DASH, DASH]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.beginPath();
    ctx.arc(x, bbox.top, TIP, 0, 2 * Math.PI);
    ctx.fill();
    ctx.stroke();
  }
  ctx.restore();
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
