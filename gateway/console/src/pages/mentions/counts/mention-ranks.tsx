import { useGraph } from '../../../graph/index.ts';
import { LoadedContent } from '../../../ui/loaded-content.tsx';
import { type Column, DataTable } from '../../../ui/table/data-table.tsx';
import { formatNumber, inWords, platformName } from '../../../ui/words.ts';
import type { Selection } from '../mention-selection.ts';
import { type MentionRank, mentionRanksQuery } from './count-operations.ts';

/** The dimensions that have a table, and how they name their values. */
const RANKS = {
  SOURCE: { name: 'Platforms', format: ({ source, key }: MentionRank) => platformName(source ?? key) },
  TOPIC: { name: 'Topics', format: ({ key }: MentionRank) => key },
  BRAND: { name: 'Brands', format: ({ key }: MentionRank) => key },
  AUTHOR: {
    name: 'Authors',
    format: ({ key, source }: MentionRank) => `${key}, ${platformName(source ?? '')}`,
  },
  COUNTRY: { name: 'Countries', format: ({ key }: MentionRank) => countryName(key) },
  EMOTION: { name: 'Emotions', format: ({ key }: MentionRank) => inWords(key) },
} as const;

const countries = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'code' });

function countryName(code: string): string {
  return /^[A-Z]{2}$/.test(code) ? (countries.of(code) ?? code) : code;
}

/** The most frequent values of each dimension. */
export function MentionRanks({ selection }: { selection: Selection }) {
  return (
    <div className="grid items-start gap-4 md:grid-cols-2 2xl:grid-cols-3">
      {(Object.keys(RANKS) as (keyof typeof RANKS)[]).map((by) => (
        <RankTable key={by} by={by} selection={selection} />
      ))}
    </div>
  );
}

function RankTable({ by, selection }: { by: keyof typeof RANKS; selection: Selection }) {
  const { name, format } = RANKS[by];
  const loaded = useGraph(mentionRanksQuery, { ...selection, by });
  const columns: readonly Column<MentionRank>[] = [
    { name, text: format },
    { name: 'Mentions', isNumber: true, text: (row) => row.count, cell: (row) => formatNumber(row.count) },
    { name: 'Positive', isNumber: true, text: (row) => row.positive },
    { name: 'Negative', isNumber: true, text: (row) => row.negative },
  ];
  return (
    <section aria-label={name} className="min-w-0">
      <LoadedContent loaded={loaded} what={name.toLowerCase()} lines={3}>
        {({ mentionCounts }) =>
          mentionCounts?.length ? (
            <DataTable
              name={name}
              columns={columns}
              rows={mentionCounts}
              keyOf={({ key, source }) => `${source} ${key}`}
            />
          ) : (
            <p className="card p-4 text-[13px] text-muted">
              {name}: no mention of this selection has a value.
            </p>
          )
        }
      </LoadedContent>
    </section>
  );
}
