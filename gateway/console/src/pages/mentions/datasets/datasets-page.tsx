import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { Page } from '../../../frame/index.ts';
import { useGraph } from '../../../graph/index.ts';
import { Button } from '../../../ui/button.tsx';
import { LoadedContent } from '../../../ui/loaded-content.tsx';
import { Empty } from '../../../ui/states.tsx';
import { DatasetDialog } from './dataset-dialog.tsx';
import { datasetsQuery } from './dataset-operations.ts';
import { DatasetTable } from './dataset-table.tsx';
import { RunLog } from './run-log.tsx';

const route = getRouteApi('/mentions/datasets');

/** The datasets, and the runs that have filled them. */
export function DatasetsPage() {
  const { dataset } = route.useSearch();
  const navigate = route.useNavigate();
  const [after, setAfter] = useState<string | null>(null);
  const loaded = useGraph(datasetsQuery, { after });
  const [isCreating, setCreating] = useState(false);
  const show = (id: string | undefined) => navigate({ search: id ? { dataset: id } : {}, replace: true });
  const create = (
    <Button look="primary" icon="plus" onClick={() => setCreating(true)}>
      New dataset
    </Button>
  );
  const onCreated = (id: string) => {
    loaded.retry();
    show(id);
  };
  return (
    <Page title="Datasets" action={create}>
      <LoadedContent loaded={loaded} what="datasets">
        {({ datasets }) => {
          if (!datasets?.nodes.length)
            return (
              <Empty title="Mentions are collected in datasets" action={create}>
                No dataset exists yet. A run fills it with the mentions of a search.
              </Empty>
            );
          const { hasNextPage, endCursor } = datasets.pageInfo;
          const selected = datasets.nodes.find(({ id }) => id === dataset);
          return (
            <>
              <DatasetTable
                datasets={datasets.nodes}
                selected={selected?.id}
                onSelect={show}
                onChanged={loaded.retry}
              />
              {after || hasNextPage ? (
                <div className="flex gap-2">
                  {after ? <Button onClick={() => setAfter(null)}>First page</Button> : null}
                  {hasNextPage ? <Button onClick={() => setAfter(endCursor)}>Next page</Button> : null}
                </div>
              ) : null}
              {selected ? <RunLog key={selected.id} dataset={selected} /> : null}
            </>
          );
        }}
      </LoadedContent>
      {isCreating ? <DatasetDialog onClose={() => setCreating(false)} onCreated={onCreated} /> : null}
    </Page>
  );
}
