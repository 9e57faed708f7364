import type { ReactNode } from 'react';
import { useGraph } from '../../graph/index.ts';
import { daysBefore } from '../../ui/chart/chart-data.ts';
import { type Column, DataTable } from '../../ui/table/data-table.tsx';
import { count, formatNumber, formatPercent, platformName } from '../../ui/words.ts';
import { earlierQuery, type Snapshot } from './share-operations.ts';

type BrandRow = Snapshot['brands'][number];
type CommunityRow = Snapshot['byCommunity'][number];

interface BrandTableProps {
  /** Id of the comparison. */
  readonly id: string;
  readonly snapshot: Snapshot;
  readonly selected: string | undefined;
  readonly onSelect: (brand: string) => void;
}

/** The brands of a count, each of which opens the posts that were counted for it. */
export function BrandTable({ id, snapshot, selected, onSelect }: BrandTableProps) {
  const { date, rangeDays } = snapshot;
  const { data } = useGraph(earlierQuery, { id, date: daysBefore(date, rangeDays) });
  const earlier = data?.intelligenceQuery?.snapshot?.brands;
  const columns: readonly Column<BrandRow>[] = [
    {
      name: 'Brand',
      text: ({ brand }) => brand.name,
      cell: ({ brand: { name } }) => (
        <button
          type="button"
          aria-pressed={name === selected}
          className="text-left font-medium text-accent-ink hover:underline"
          onClick={() => onSelect(name)}
        >
          {name}
        </button>
      ),
    },
    ...NUMBERS,
    {
      name: `Change in ${count(rangeDays, 'day')}`,
      isNumber: true,
      text: (row) => changeSince(row, earlier),
      cell: (row) => changeOf(changeSince(row, earlier)),
    },
    {
      name: 'Positive',
      isNumber: true,
      text: (row) => row.positivePercent,
      cell: (row) => (row.positivePercent === null ? 'Unknown' : formatPercent(row.positivePercent)),
    },
  ];
  return <DataTable name="Brands" columns={columns} rows={snapshot.brands} keyOf={({ brand }) => brand.id} />;
}

const NUMBERS: readonly Column<BrandRow>[] = [
  { name: 'Posts', isNumber: true, text: (row) => row.mentions, cell: (row) => formatNumber(row.mentions) },
  { name: 'Share', isNumber: true, text: (row) => row.percent, cell: (row) => formatPercent(row.percent) },
  {
    name: 'Since the last count',
    isNumber: true,
    text: (row) => row.change,
    cell: (row) => changeOf(row.change),
  },
];

function changeSince(
  { brand, percent }: BrandRow,
  earlier: readonly { brand: { name: string }; percent: number }[] | undefined,
): number | null {
  const before = earlier?.find((row) => row.brand.name === brand.name);
  return before ? Math.round((percent - before.percent) * 10) / 10 : null;
}

/** Shows a change with its direction, because a colour alone would not say it. */
function changeOf(points: number | null): ReactNode {
  if (points === null) return <span className="text-muted">No earlier count</span>;
  if (points === 0) return 'No change';
  const isUp = points > 0;
  return (
    <span className={isUp ? 'text-positive' : 'text-negative'}>
      {isUp ? '▲' : '▼'} {Math.abs(points).toFixed(1)} points
    </span>
  );
}

/** The shares of each brand in each community. */
export function CommunityTable({ snapshot }: { snapshot: Snapshot }) {
  if (snapshot.byCommunity.length === 0) return null;
  const columns: readonly Column<CommunityRow>[] = [
    { name: 'Community', text: ({ community }) => platformName(community.toUpperCase()) },
    {
      name: 'Posts',
      isNumber: true,
      text: ({ brands }) => brands.reduce((sum, { mentions }) => sum + mentions, 0),
    },
    ...snapshot.brands.map(({ brand: { name } }): Column<CommunityRow> => {
      const percentOf = ({ brands }: CommunityRow) => brands.find((each) => each.name === name)?.percent ?? 0;
      return { name, isNumber: true, text: percentOf, cell: (row) => formatPercent(percentOf(row)) };
    }),
  ];
  return (
    <DataTable
      name="Shares by community"
      columns={columns}
      rows={snapshot.byCommunity}
      keyOf={({ community }) => community}
    />
  );
}
