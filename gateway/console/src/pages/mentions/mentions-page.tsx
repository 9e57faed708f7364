import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Page } from '../../frame/index.ts';
import { useGraph } from '../../graph/index.ts';
import { Button, buttonClasses } from '../../ui/button.tsx';
import { count } from '../../ui/words.ts';
import { MentionCharts } from './counts/mention-charts.tsx';
import { MentionRanks } from './counts/mention-ranks.tsx';
import { FilterBuilder } from './filter/filter-builder.tsx';
import { RequestPanel } from './filter/request-panel.tsx';
import { MentionList } from './list/mention-list.tsx';
import { datasetNamesQuery } from './mention-operations.ts';
import { type MentionSearch, type MentionSort, RANGES, rangeOf, SORTS } from './mention-search.ts';
import { useSelection } from './mention-selection.ts';

const route = getRouteApi('/mentions');

/** What is said in the datasets: how much, in which mood, by whom and about what. */
export function MentionsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = (changes: object) =>
    navigate({ search: (now) => ({ ...now, ...changes }) as MentionSearch, replace: true });
  const selection = useSelection(search);
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
        <Choices search={search} onChange={change} />
        <FilterBuilder groups={search.filter ?? []} onChange={(filter) => change({ filter })} />
        <div>
          <Button look="quiet" aria-expanded={isRequest} onClick={() => setRequest(!isRequest)}>
            {isRequest ? 'Hide the request' : 'As a request of the API'}
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
      />
    </Page>
  );
}

interface ChoicesProps {
  readonly search: MentionSearch;
  readonly onChange: (changes: object) => void;
}

function Choices({ search, onChange }: ChoicesProps) {
  const datasets = useGraph(datasetNamesQuery, {}).data?.datasets?.nodes ?? [];
  return (
    <div className="flex flex-wrap items-center gap-2 text-[13px]">
      <input
        type="search"
        aria-label="Search in mentions"
        placeholder="Search in mentions"
        maxLength={200}
        className="field w-52"
        value={search.q ?? ''}
        onChange={({ target }) => onChange({ q: target.value || undefined })}
      />
      <select
        aria-label="Dataset"
        className="field w-auto"
        value={search.dataset ?? ''}
        onChange={({ target }) => onChange({ dataset: target.value || undefined })}
      >
        <option value="">All datasets</option>
        {datasets.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
      <select
        aria-label="Range of the charts"
        className="field w-auto"
        value={rangeOf(search)}
        onChange={({ target }) => onChange({ days: Number(target.value) })}
      >
        {RANGES.map((days) => (
          <option key={days} value={days}>
            Charts of {count(days, 'day')}
          </option>
        ))}
      </select>
      <select
        aria-label="Sort"
        className="field w-auto"
        value={search.sort ?? 'DATE'}
        onChange={({ target }) => onChange({ sort: target.value as MentionSort })}
      >
        {Object.entries(SORTS).map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}
