import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Page } from '../../frame/index.ts';
import { useGraph } from '../../graph/index.ts';
import { Button, buttonClasses } from '../../ui/button.tsx';
import { Filters, SearchFilter, SelectFilter } from '../../ui/filters.tsx';
import { count } from '../../ui/words.ts';
import { DeleteCollection } from './collections/delete-collection.tsx';
import { RenameCollection } from './collections/rename-collection.tsx';
import { type Collections, useCollections } from './collections/use-collections.ts';
import { MentionCharts } from './counts/mention-charts.tsx';
import { MentionRanks } from './counts/mention-ranks.tsx';
import { FilterBuilder } from './filter/filter-builder.tsx';
import { RequestPanel } from './filter/request-panel.tsx';
import { MentionList } from './list/mention-list.tsx';
import { datasetNamesQuery } from './mention-operations.ts';
import { type MentionSearch, type MentionSort, RANGES, rangeOf, SORTS } from './mention-search.ts';
import { useSelection } from './mention-selection.ts';

const route = getRouteApi('/mentions');

/** The mentions of the datasets: their volume, sentiment, sources, authors and topics. */
export function MentionsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = (changes: object) =>
    navigate({ search: (now) => ({ ...now, ...changes }) as MentionSearch, replace: true });
  const selection = useSelection(search);
  const collections = useCollections();
  const [isRequest, setRequest] = useState(false);
  return (
    <Page
      title="Mentions"
      action={
        <Link to="/mentions/datasets" className={buttonClasses('primary')}>
          Datasets
        </Link>
      }
    >
      <section aria-label="Filter" className="grid gap-3">
        <MentionFilters search={search} collections={collections} onChange={change} />
        <FilterBuilder groups={search.filter ?? []} onChange={(filter) => change({ filter })} />
        <div>
          <Button
            look="quiet"
            className="-ml-3"
            aria-expanded={isRequest}
            onClick={() => setRequest(!isRequest)}
          >
            {isRequest ? 'Hide API request' : 'Show as API request'}
          </Button>
        </div>
        {isRequest ? <RequestPanel search={search} /> : null}
      </section>
      <MentionCharts selection={selection} range={rangeOf(search)} />
      <MentionRanks selection={selection} />
      <MentionList
        key={JSON.stringify([selection, search.sort])}
        selection={selection}
        sort={search.sort ?? 'DATE'}
        collections={collections}
      />
    </Page>
  );
}

interface MentionFiltersProps {
  readonly search: MentionSearch;
  readonly collections: Collections;
  readonly onChange: (changes: object) => void;
}

function MentionFilters({ search, collections, onChange }: MentionFiltersProps) {
  const shown = collections.all.find(({ id }) => id === search.collection);
  const datasets = useGraph(datasetNamesQuery, {}).data?.datasets?.nodes ?? [];
  return (
    <Filters>
      <SearchFilter label="Search in mentions" text={search.q ?? ''} onSearch={(q) => onChange({ q })} />
      <SelectFilter
        label="Dataset"
        value={search.dataset ?? ''}
        options={[
          { value: '', name: 'All datasets' },
          ...datasets.map(({ id, name }) => ({ value: id, name })),
        ]}
        onChange={(dataset) => onChange({ dataset: dataset || undefined })}
      />
      {collections.all.length > 0 ? (
        <SelectFilter
          label="Collection"
          value={search.collection ?? ''}
          options={[
            { value: '', name: 'Any collection' },
            ...collections.all.map(({ id, name }) => ({ value: id, name })),
          ]}
          onChange={(collection) => onChange({ collection: collection || undefined })}
        />
      ) : null}
      {shown ? (
        <>
          <RenameCollection collection={shown} onRenamed={collections.reload} />
          <DeleteCollection
            collection={shown}
            onDeleted={() => {
              collections.reload();
              onChange({ collection: undefined });
            }}
          />
        </>
      ) : null}
      <SelectFilter
        label="Range of the charts"
        value={String(rangeOf(search))}
        options={RANGES.map((days) => ({ value: String(days), name: `Charts: ${count(days, 'day')}` }))}
        onChange={(days) => onChange({ days: Number(days) })}
      />
      <SelectFilter
        label="Sort"
        value={search.sort ?? 'DATE'}
        options={Object.entries(SORTS).map(([value, name]) => ({ value, name }))}
        onChange={(sort) => onChange({ sort: sort as MentionSort })}
      />
    </Filters>
  );
}
