import { formatDay } from '../time.tsx';
import type { ChartKind, Series } from './chart-data.ts';
import { colourOf, dashOf } from './palette.ts';

interface LegendProps {
  readonly kind: ChartKind;
  readonly days: readonly string[];
  readonly series: readonly Series[];
  readonly format: (value: number) => string;
  /** Index of the day whose values are shown; the newest that has one if null. */
  readonly point: number | null;
}

/** The series of a chart with their values of one day, as a table. */
export function Legend({ kind, days, series, format, point }: LegendProps) {
  const newest = days.findLastIndex((_, day) => series.some(({ values }) => values[day] != null));
  const day = point ?? newest;
  if (day < 0) return null;
  return (
    <table className="w-fit text-[12px]">
      <caption className="pb-1 text-left text-muted tabular-nums">{formatDay(days[day]!)}</caption>
      <tbody className="flex flex-wrap gap-x-5 gap-y-1">
        {series.map(({ name, values }, index) => (
          <tr key={name} className="flex items-center gap-2">
            <th scope="row" className="flex items-center gap-2 font-normal">
              <Sample kind={kind} index={index} />
              {name}
            </th>
            <td className="font-medium">{values[day] == null ? 'No value' : format(values[day])}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Sample({ kind, index }: { kind: ChartKind; index: number }) {
  return (
    <svg width="18" height="10" aria-hidden="true">
      {kind === 'lines' ? (
        <path
          d="M0 5H18"
          stroke={colourOf(index)}
          strokeWidth="2.5"
          strokeDasharray={dashOf(index).join(' ')}
        />
      ) : (
        <rect width="10" height="10" x="4" rx="2" fill={colourOf(index)} />
      )}
    </svg>
  );
}
