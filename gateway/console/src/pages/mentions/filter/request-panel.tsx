import { CopyButton } from '../../../ui/form/shown-once.tsx';
import type { MentionSearch } from '../mention-search.ts';
import { filtersOfBody } from './filter-json.ts';

/** The selection as a request of the REST API, to copy into a program. */
export function RequestPanel({ search }: { search: MentionSearch }) {
  const { dataset, sort = 'DATE', filter = [] } = search;
  const filters = filtersOfBody(filter);
  const body = JSON.stringify(
    {
      ...(dataset ? { dataset_ids: [dataset] } : {}),
      sort: sort.toLowerCase(),
      limit: 20,
      ...(filters.length > 0 ? { filters } : {}),
    },
    null,
    2,
  );
  const url = new URL('v1/mentions', document.baseURI).href;
  const command = `curl -X POST ${url} \\\n  -H "x-api-key: $TRIBUTARY_KEY" \\\n  -H "Content-Type: application/json" \\\n  -d '${body.replaceAll("'", "'\\''")}'`;
  return (
    <div className="card grid gap-2 p-3">
      <div className="flex items-center justify-between">
        <h2>POST /v1/mentions</h2>
        <CopyButton text={command} />
      </div>
      <pre className="max-h-96 overflow-auto rounded-md bg-raised p-3 text-[12px]">{command}</pre>
      {search.q ? (
        <p className="text-[12px] text-muted">
          The API has no search: use a condition on the keyword instead of “{search.q}”.
        </p>
      ) : null}
    </div>
  );
}
