import { useGraph } from '../../../graph/index.ts';
import type { InboxSearch } from '../inbox-search.ts';
import { SaveViewDialog } from './save-view-dialog.tsx';
import { searchOfView } from './search-of-view.ts';
import { viewsQuery } from './view-operations.ts';

interface ViewMenuProps {
  readonly search: InboxSearch;
  readonly isSaving: boolean;
  readonly onSaving: (isSaving: boolean) => void;
  readonly onOpen: (search: InboxSearch) => void;
}

/** Opens a view that the workspace has saved, and saves the current filters as one. */
export function ViewMenu({ search, isSaving, onSaving, onOpen }: ViewMenuProps) {
  const { data, retry } = useGraph(viewsQuery, {});
  const views = data?.savedViews ?? [];
  const choose = (value: string) => {
    const view = views.find(({ id }) => id === value);
    if (view) onOpen(searchOfView(view));
    else if (value === 'save') onSaving(true);
  };
  return (
    <>
      <select
        aria-label="Views"
        className="h-8 rounded-md border border-line bg-canvas px-2"
        value=""
        onChange={({ target }) => choose(target.value)}
      >
        <option value="">Views</option>
        {views.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
        <option value="save">Save these filters…</option>
      </select>
      {isSaving ? (
        <SaveViewDialog search={search} views={views} onClose={() => onSaving(false)} onChanged={retry} />
      ) : null}
    </>
  );
}
