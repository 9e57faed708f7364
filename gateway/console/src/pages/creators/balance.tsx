import { useGraph } from '../../graph/index.ts';
import { LoadedContent } from '../../ui/loaded-content.tsx';
import { type Column, DataTable } from '../../ui/table/data-table.tsx';
import { Time } from '../../ui/time.tsx';
import { inWords } from '../../ui/words.ts';
import { balanceQuery, type LedgerEntry } from './creator-operations.ts';

/** The prepaid balance of lookups, and the newest entries of its ledger. */
export function Balance() {
  const loaded = useGraph(balanceQuery, {});
  return (
    <section aria-label="Balance" className="grid gap-3">
      <h2>Balance</h2>
      <LoadedContent loaded={loaded} what="balance" lines={3}>
        {({ creatorBalance }) => (
          <>
            <p className="text-[16px] tabular-nums">{dollars(creatorBalance?.microDollars ?? 0)}</p>
            <DataTable
              name="Ledger"
              columns={COLUMNS}
              rows={creatorBalance?.entries ?? []}
              keyOf={({ id }) => id}
              empty="No entry yet. Top-ups, lookups and refunds appear here."
            />
          </>
        )}
      </LoadedContent>
    </section>
  );
}

const COLUMNS: readonly Column<LedgerEntry>[] = [
  { name: 'Time', text: ({ at }) => at, cell: ({ at }) => <Time at={at} /> },
  {
    name: 'Entry',
    text: ({ kind, operation, note }) =>
      [inWords(kind), operation ? inWords(operation) : null, note].filter(Boolean).join(', '),
  },
  {
    name: 'Amount',
    isNumber: true,
    text: ({ microDollars }) => microDollars / 1_000_000,
    cell: ({ microDollars }) => dollars(microDollars),
  },
  {
    name: 'Balance',
    isNumber: true,
    text: ({ balance }) => balance / 1_000_000,
    cell: ({ balance }) => dollars(balance),
  },
];

/** Formats millionths of a dollar; amounts that are no whole cents have four digits. */
function dollars(micro: number): string {
  const sign = micro < 0 ? '−' : '';
  return `${sign}$${(Math.abs(micro) / 1_000_000).toFixed(micro % 10_000 === 0 ? 2 : 4)}`;
}
