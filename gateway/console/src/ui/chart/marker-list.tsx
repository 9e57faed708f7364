import { formatDay } from '../time.tsx';
import { count } from '../words.ts';
import type { Marker } from './chart-data.ts';

/** The annotations of a chart as a list, because a canvas can be neither read nor selected. */
export function MarkerList({ markers }: { markers: readonly Marker[] }) {
  if (markers.length === 0) return null;
  return (
    <details className="text-[12px] text-muted">
      <summary className="cursor-pointer">{count(markers.length, 'annotation')}</summary>
      <ul className="mt-1 grid gap-1">
        {markers.map(({ day, text }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: One day may have the same text twice.
          <li key={index} className="break-words">
            {formatDay(day)}: {text}
          </li>
        ))}
      </ul>
    </details>
  );
}
