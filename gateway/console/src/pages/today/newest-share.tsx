import { Link } from '@tanstack/react-router';
import { useGraph } from '../../graph/index.ts';
import { colourOf } from '../../ui/chart/palette.ts';
import { formatPercent } from '../../ui/words.ts';
import { newestShareQuery } from './today-operations.ts';
import { Nothing, Widget } from './widget.tsx';

/** The newest shares of the first comparison as bars from zero. */
export function NewestShare() {
  const loaded = useGraph(newestShareQuery, {});
  const more = (
    <Link to="/share-of-voice" className="text-accent-ink hover:underline">
      Over time
    </Link>
  );
  return (
    <Widget title="Share of voice" loaded={loaded} more={more}>
      {({ intelligenceQueries }) => {
        const snapshot = intelligenceQueries?.nodes[0]?.snapshot;
        if (!snapshot) return <Nothing>No brand has been counted yet.</Nothing>;
        return (
          <div className="grid gap-3 px-4 py-3 text-[13px]">
            <p>{snapshot.summary}</p>
            <table className="w-full border-separate border-spacing-y-1">
              <caption className="sr-only">Shares on {snapshot.date}</caption>
              <tbody>
                {snapshot.brands.map(({ brand, percent }, index) => (
                  <tr key={brand.id}>
                    <th scope="row" className="w-px pr-3 text-left font-normal whitespace-nowrap">
                      {brand.name}
                    </th>
                    <td>
                      <svg width="100%" height="10" aria-hidden="true">
                        <rect width={`${percent}%`} height="10" rx="2" fill={colourOf(index)} />
                      </svg>
                    </td>
                    <td className="w-px pl-3 text-right whitespace-nowrap">{formatPercent(percent)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        );
      }}
    </Widget>
  );
}
