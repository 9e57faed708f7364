import { useState } from 'react';
import { useGraph } from '../../../graph/index.ts';
import { Button } from '../../../ui/button.tsx';
import { LoadedContent } from '../../../ui/loaded-content.tsx';
import { Pager } from '../../../ui/pager.tsx';
import { Empty } from '../../../ui/states.tsx';
import { count } from '../../../ui/words.ts';
import { mentionsQuery } from '../mention-operations.ts';
import type { MentionSort } from '../mention-search.ts';
import type { Selection } from '../mention-selection.ts';
import { MentionRow } from './mention-row.tsx';
import { useExport } from './use-export.ts';

interface MentionListProps {
  readonly selection: Selection;
  readonly sort: MentionSort;
}

const PAGE = 20;

/** The mentions of the selection, page by page, and all of them as a file. */
export function MentionList({ selection, sort }: MentionListProps) {
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const { datasetIds, filter, search } = selection;
  const variables = { datasetIds, filter, search, sort };
  const loaded = useGraph(mentionsQuery, { ...variables, first: PAGE, after: cursors.at(-1) ?? null });
  const { save, exported } = useExport(variables);
  return (
    <section aria-label="Mentions" className="grid gap-2">
      <LoadedContent loaded={loaded} what="mentions">
        {({ mentions }) => {
          if (!mentions?.nodes.length)
            return (
              <Empty title="No mention matches">
                Remove a condition, or fill a dataset with the mentions of a search or a file.
              </Empty>
            );
          return (
            <>
              <div className="flex flex-wrap items-center justify-between gap-2">
                <h2>{count(mentions.totalCount, 'mention')}</h2>
                <Button onClick={save} disabled={exported !== null}>
                  {exported === null ? 'Export as CSV' : `${count(exported, 'mention')} read`}
                </Button>
              </div>
              <ul className="card">
                {mentions.nodes.map((mention) => (
                  <MentionRow key={mention.id} mention={mention} />
                ))}
              </ul>
              <Pager cursors={cursors} onChange={setCursors} pageInfo={mentions.pageInfo} />
            </>
          );
        }}
      </LoadedContent>
    </section>
  );
}
