import { useMemo } from 'react';
import { useGraph } from '../../graph/index.ts';
import { Button } from '../../ui/button.tsx';
import { Chart } from '../../ui/chart/chart.tsx';
import { dayOf, daysBetween, type Series } from '../../ui/chart/chart-data.ts';
import { PlatformMark } from '../../ui/platform.tsx';
import { type Column, DataTable } from '../../ui/table/data-table.tsx';
import { formatNumber } from '../../ui/words.ts';
import { type ComparedCreator, comparedQuery } from './creator-operations.ts';
import { type CreatorKey, MOST_COMPARED } from './creators-search.ts';

interface ComparedCreatorsProps {
  readonly keys: readonly CreatorKey[];
  readonly onClear: () => void;
}

/** The figures of up to five creators beside each other, and their growth in one chart. */
export function ComparedCreators({ keys, onClear }: ComparedCreatorsProps) {
  const creators = useCreators(keys);
  const { days, series } = useMemo(() => growthOf(creators), [creators]);
  return (
    <section aria-label="Comparison" className="grid gap-3">
      <div className="flex items-center justify-between gap-2">
        <h2>Comparison</h2>
        <Button look="quiet" onClick={onClear}>
          Clear comparison
        </Button>
      </div>
      <DataTable
        name="Compared creators"
        columns={COLUMNS}
        rows={creators}
        keyOf={({ id }) => id}
        empty="No figures of these creators have loaded yet."
      />
      {days.length > 1 ? (
        <Chart
          name="Followers"
          summary={`Followers of ${series.map(({ name }) => name).join(', ')} by day.`}
          kind="lines"
          days={days}
          series={series}
          format={formatNumber}
        />
      ) : null}
    </section>
  );
}

/** Loads each creator by itself: one that cannot be looked up leaves the others as they are. */
function useCreators(keys: readonly CreatorKey[]): readonly ComparedCreator[] {
  const loaded = Array.from({ length: MOST_COMPARED }, (_, place) => {
    const key = keys[place];
    const variables = key ?? { platform: 'X' as const, username: '' };
    // The number of creators is fixed, so the order of the hooks is too.
    // biome-ignore lint/correctness/useHookAtTopLevel: See above.
    return useGraph(comparedQuery, variables, { pause: !key }).data?.creator;
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: The parts are compared one by one.
  return useMemo(() => loaded.filter((creator) => creator != null), loaded);
}

/** Followers by day of each creator; a day without a reading is a gap. */
function growthOf(creators: readonly ComparedCreator[]): { days: string[]; series: Series[] } {
  const readings = creators.map(
    ({ history }) => new Map(history.map(({ at, value }) => [dayOf(Date.parse(at)), value])),
  );
  const known = readings.flatMap((days) => [...days.keys()]).sort();
  const days = known.length > 0 ? daysBetween(known[0]!, known.at(-1)!) : [];
  const series = creators.map((creator, place) => ({
    name: nameOf(creator),
    values: days.map((day) => readings[place]!.get(day) ?? null),
  }));
  return { days, series };
}

function nameOf({ fullName, handle, username }: ComparedCreator): string {
  return fullName || handle || username;
}

const COLUMNS: readonly Column<ComparedCreator>[] = [
  {
    name: 'Creator',
    text: nameOf,
    cell: (creator) => (
      <span className="flex items-center gap-2">
        <PlatformMark platform={creator.platform} />
        {nameOf(creator)}
      </span>
    ),
  },
  ...(['followers', 'following', 'postsCount'] as const).map(
    (key): Column<ComparedCreator> => ({
      name: { followers: 'Followers', following: 'Following', postsCount: 'Posts' }[key],
      isNumber: true,
      text: (creator) => creator[key],
      cell: ({ [key]: value }) => (value === null ? 'Unknown' : formatNumber(value)),
    }),
  ),
];
