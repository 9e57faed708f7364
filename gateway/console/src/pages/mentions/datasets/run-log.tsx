import { useState } from 'react';
import { useGraph, usePolling } from '../../../graph/index.ts';
import { Button } from '../../../ui/button.tsx';
import { LoadedContent } from '../../../ui/loaded-content.tsx';
import { type Column, DataTable } from '../../../ui/table/data-table.tsx';
import { Time } from '../../../ui/time.tsx';
import { formatNumber, platformName } from '../../../ui/words.ts';
import { type Dataset, type Run, runsQuery } from './dataset-operations.ts';
import { RunDialog } from './run-dialog.tsx';

const STATUSES = { PENDING: 'Waits', WORKING: 'Runs', COMPLETED: 'Complete', FAILED: 'Failed' } as const;
const TYPES = { IMPORT: 'File', LIVE: 'Live', PROMPT: 'Search', URL: 'Addresses' } as const;

/** The runs of a dataset, newest first, with what each platform has found. */
export function RunLog({ dataset }: { dataset: Dataset }) {
  const loaded = useGraph(runsQuery, { id: dataset.id });
  const [isStarting, setStarting] = useState(false);
  const runs = loaded.data?.dataset?.runs.nodes ?? [];
  usePolling(
    loaded.retry,
    runs.some(({ status, type }) => status !== 'COMPLETED' && status !== 'FAILED' && type !== 'LIVE'),
  );
  return (
    <section aria-label="Runs" className="grid gap-3">
      <div className="flex items-center justify-between gap-2">
        <h2>Runs of {dataset.name}</h2>
        <Button icon="plus" onClick={() => setStarting(true)}>
          Start a run
        </Button>
      </div>
      <LoadedContent loaded={loaded} what="runs">
        {() =>
          runs.length > 0 ? (
            <DataTable name="Runs" columns={COLUMNS} rows={runs} keyOf={({ id }) => id} />
          ) : (
            <p className="text-[13px] text-muted">No run yet. Start one to collect mentions of a search.</p>
          )
        }
      </LoadedContent>
      {isStarting ? (
        <RunDialog id={dataset.id} onClose={() => setStarting(false)} onStarted={loaded.retry} />
      ) : null}
    </section>
  );
}

const COLUMNS: readonly Column<Run>[] = [
  {
    name: 'Run',
    text: ({ prompt, file, type }) => prompt ?? file ?? TYPES[type],
    cell: ({ prompt, file, type }) => (
      <>
        {TYPES[type]}
        <span className="block max-w-md text-[12px] break-words text-muted">{prompt ?? file}</span>
      </>
    ),
  },
  {
    name: 'Status',
    text: ({ status }) => STATUSES[status],
    cell: ({ status, error }) => (
      <span className={status === 'FAILED' ? 'text-negative' : ''}>
        {STATUSES[status]}
        {error ? <span className="block text-[12px] text-muted">{error}</span> : null}
      </span>
    ),
  },
  {
    name: 'Mentions',
    isNumber: true,
    text: ({ mentionsCount }) => mentionsCount,
    cell: ({ mentionsCount }) => formatNumber(mentionsCount),
  },
  { name: 'Rejected', isNumber: true, text: ({ rejectedCount }) => rejectedCount },
  {
    name: 'Platforms',
    text: ({ progress }) => progress.map(({ source, found }) => `${source} ${found}`).join(', '),
    cell: ({ progress }) => (
      <ul>
        {progress.map((part) => (
          <li key={part.source} className={part.state === 'FAILED' ? 'text-warning' : ''}>
            {platformName(part.source)}: {formatNumber(part.found)} found
            {part.state === 'WORKING' ? `, ${part.finished} of ${part.parts} searches done` : ''}
            {part.problem ? `, ${part.problem}` : ''}
          </li>
        ))}
      </ul>
    ),
  },
  { name: 'Started', text: ({ createdAt }) => createdAt, cell: ({ createdAt }) => <Time at={createdAt} /> },
];
