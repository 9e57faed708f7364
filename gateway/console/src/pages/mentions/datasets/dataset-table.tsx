import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useNotify } from '../../../frame/index.ts';
import { isRefusal, useOutcome } from '../../../graph/index.ts';
import { Button, buttonClasses } from '../../../ui/button.tsx';
import { ConfirmDialog } from '../../../ui/form/confirm-dialog.tsx';
import { type Column, DataTable } from '../../../ui/table/data-table.tsx';
import { Time } from '../../../ui/time.tsx';
import { formatNumber } from '../../../ui/words.ts';
import { type Dataset, deleteDatasetMutation } from './dataset-operations.ts';

interface DatasetTableProps {
  readonly datasets: readonly Dataset[];
  readonly selected: string | undefined;
  readonly onSelect: (id: string | undefined) => void;
  readonly onChanged: () => void;
}

export function DatasetTable({ datasets, selected, onSelect, onChanged }: DatasetTableProps) {
  const [deleting, setDeleting] = useState<Dataset | null>(null);
  const columns: readonly Column<Dataset>[] = [
    {
      name: 'Dataset',
      text: ({ name }) => name,
      cell: ({ id, name }) => (
        <button
          type="button"
          aria-expanded={id === selected}
          className="text-left font-medium text-accent-ink hover:underline"
          onClick={() => onSelect(id === selected ? undefined : id)}
        >
          {name}
        </button>
      ),
    },
    {
      name: 'Mentions',
      isNumber: true,
      text: ({ mentionsCount }) => mentionsCount,
      cell: ({ mentionsCount }) => formatNumber(mentionsCount),
    },
    { name: 'Filled by', text: fillingOf },
    { name: 'Changed', text: ({ updatedAt }) => updatedAt, cell: ({ updatedAt }) => <Time at={updatedAt} /> },
    {
      name: 'Actions',
      hidesName: true,
      cell: (dataset) => (
        <div className="flex flex-wrap justify-end gap-1">
          <Link to="/mentions" search={{ dataset: dataset.id }} className={buttonClasses('quiet')}>
            Mentions
          </Link>
          <Button look="danger" onClick={() => setDeleting(dataset)}>
            Delete<span className="sr-only"> {dataset.name}</span>
          </Button>
        </div>
      ),
    },
  ];
  return (
    <>
      <DataTable name="Datasets" columns={columns} rows={datasets} keyOf={({ id }) => id} />
      {deleting ? (
        <DeleteDatasetDialog dataset={deleting} onClose={() => setDeleting(null)} onDeleted={onChanged} />
      ) : null}
    </>
  );
}

function fillingOf({ live, tracker }: Dataset): string {
  if (live && tracker) return `The tracker ${tracker.name}, live`;
  return live ? 'Live' : 'Runs';
}

interface DeleteDatasetDialogProps {
  readonly dataset: Dataset;
  readonly onClose: () => void;
  readonly onDeleted: () => void;
}

function DeleteDatasetDialog({ dataset, onClose, onDeleted }: DeleteDatasetDialogProps) {
  const remove = useOutcome(deleteDatasetMutation);
  const notify = useNotify();
  const run = async () => {
    const outcome = await remove({ id: dataset.id });
    if (isRefusal(outcome)) return outcome;
    notify({ text: `The dataset “${dataset.name}” is deleted.` });
    onDeleted();
    return null;
  };
  return (
    <ConfirmDialog
      title={`Delete “${dataset.name}”`}
      confirm="Delete dataset"
      typed={{ label: 'Type the name of the dataset to confirm', name: dataset.name }}
      run={run}
      onClose={onClose}
    >
      Its runs are lost, and {formatNumber(dataset.mentionsCount)} mentions unless another dataset has them.
    </ConfirmDialog>
  );
}
