import { useState } from 'react';
import { useGraph } from '../../../graph/index.ts';
import { Button } from '../../../ui/button.tsx';
import { PagedList } from '../../../ui/list/paged-list.tsx';
import { Empty } from '../../../ui/states.tsx';
import { count } from '../../../ui/words.ts';
import { CollectionMenu } from '../collections/collection-menu.tsx';
import type { Collections } from '../collections/use-collections.ts';
import { mentionsQuery } from '../mention-operations.ts';
import type { MentionSort } from '../mention-search.ts';
import type { Selection } from '../mention-selection.ts';
import { MentionRow } from './mention-row.tsx';
import { useExport } from './use-export.ts';

interface MentionListProps {
  readonly selection: Selection;
  readonly sort: MentionSort;
  readonly collections: Collections;
}

const PAGE = 20;

/** The mentions of the selection, page by page, and all of them as a file. */
export function MentionList({ selection, sort, collections }: MentionListProps) {
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const { datasetIds, collectionIds, filter, search } = selection;
  const variables = { datasetIds, collectionIds, filter, search, sort };
  const loaded = useGraph(mentionsQuery, { ...variables, first: PAGE, after: cursors.at(-1) ?? null });
  const { save, exported } = useExport(variables);
  return (
    <section aria-label="Mentions" className="grid gap-2">
      <PagedList
        noun="mention"
        loaded={loaded}
        connectionOf={({ mentions }) => mentions}
        row={(mention) => (
          <MentionRow mention={mention}>
            <CollectionMenu
              mentionId={mention.id}
              collections={collections}
              shown={collectionIds?.[0]}
              onRemoved={loaded.retry}
            />
          </MentionRow>
        )}
        cursors={cursors}
        onPage={setCursors}
        actions={() => (
          <Button icon="save" onClick={save} disabled={exported !== null}>
            {exported === null ? 'Export as CSV' : `${count(exported, 'mention')} read`}
          </Button>
        )}
        empty={
          <Empty title="No mention matches">
            Remove a condition, or fill a dataset with the mentions of a search or a file.
          </Empty>
        }
      />
    </section>
  );
}
