import { CodeExample } from '../../../ui/code-example.tsx';
import type { MentionSearch } from '../mention-search.ts';
import { filtersOfBody } from './filter-json.ts';

/** The selection as a request of the REST API, to copy into a program. */
export function RequestPanel({ search }: { search: MentionSearch }) {
  const { dataset, collection, sort = 'DATE', filter = [] } = search;
  const filters = filtersOfBody(filter);
  const body = JSON.stringify(
    {
      ...(dataset ? { dataset_ids: [dataset] } : {}),
      ...(collection ? { collection_ids: [collection] } : {}),
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
    <CodeExample title="POST /v1/mentions" text={command}>
      {search.q
        ? `The API has no text search; add a keyword condition instead of “${search.q}”.`
        : 'Lists these mentions; the key is in the environment variable TRIBUTARY_KEY.'}
    </CodeExample>
  );
}
