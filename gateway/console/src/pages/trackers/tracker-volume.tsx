import { useState } from 'react';
import { useGraph } from '../../graph/index.ts';
import { daysAgo, daysBetween } from '../../ui/chart/chart-data.ts';
import { count, formatNumber } from '../../ui/words.ts';
import { volumeQuery } from './tracker-operations.ts';

const DAYS = 30;
const HEIGHT = 28;
const BAR = 5;

interface TrackerVolumeProps {
  readonly id: string;
  /** Which posts the number beside the bars counts. */
  readonly counts?: 'all' | 'today';
}

/** Posts per day as bars from a zero baseline. A failure affects only its own row of the list. */
export function TrackerVolume({ id, counts: counted = 'all' }: TrackerVolumeProps) {
  const [days] = useState(() => daysBetween(daysAgo(DAYS - 1), daysAgo(0)));
  const { data, problem } = useGraph(volumeQuery, { filter: { trackers: [id], from: days[0]! } });
  if (problem) return <span className="text-[12px] text-muted">Could not be loaded</span>;
  const counts = new Map(data?.communityPostCounts?.map((day) => [day.key, day.count]));
  const values = days.map((day) => counts.get(day) ?? 0);
  const most = Math.max(...values, 1);
  return (
    <span className="flex items-center gap-3">
      <svg width={DAYS * BAR} height={HEIGHT} aria-hidden="true" className="shrink-0">
        <path d={`M0 ${HEIGHT - 0.5}H${DAYS * BAR}`} stroke="var(--line)" />
        {values.map((value, index) => {
          const height = (value / most) * (HEIGHT - 2);
          return (
            <rect
              key={days[index]}
              x={index * BAR}
              y={HEIGHT - height}
              width={BAR - 1}
              height={height}
              fill="var(--accent)"
            />
          );
        })}
      </svg>
      <span className="whitespace-nowrap">{data ? numberOf(values, counted) : ''}</span>
    </span>
  );
}

function numberOf(values: readonly number[], counted: 'all' | 'today'): string {
  if (counted === 'today') return `${formatNumber(values.at(-1)!)} today`;
  return count(
    values.reduce((sum, value) => sum + value, 0),
    'post',
  );
}
