import { type ReactNode, useId, useState } from 'react';
import { useFrame } from '../../frame/index.ts';
import { useGraph } from '../../graph/index.ts';
import { SearchFilter, SelectFilter } from '../../ui/filters.tsx';
import { MultiSelect, type Option } from '../../ui/form/multi-select.tsx';
import { Icon } from '../../ui/icons.tsx';
import { inWords, platformName } from '../../ui/words.ts';
import { competitorsQuery } from './inbox-operations.ts';
import {
  FILTER_KEYS,
  type FilterKey,
  type InboxSearch,
  type InboxSort,
  SORTS,
  STATUSES,
  valuesOf,
} from './inbox-search.ts';

interface FilterBarProps {
  readonly search: InboxSearch;
  /** The menu of saved views. */
  readonly views: ReactNode;
  readonly onChange: (
    changes: { readonly [Key in keyof InboxSearch]?: InboxSearch[Key] | undefined },
  ) => void;
}

const optionsOf = (values: string, name: (value: string) => string = inWords): Option[] =>
  values.split(' ').map((value) => ({ value, name: name(value) }));

const INTENTS = optionsOf('BUYING COMPARISON PAIN_POINT QUESTION');
const LEVELS = optionsOf('HIGH MEDIUM LOW');
const PLATFORMS = optionsOf(
  'BLUESKY DEVTO DISCOURSE FEEDS GDELT GITHUB HACKERNEWS LEMMY LOBSTERS MASTODON PRODUCTHUNT REDDIT STACKOVERFLOW X YOUTUBE',
  platformName,
);
const languages = new Intl.DisplayNames(['en'], { type: 'language' });
const LANGUAGES = optionsOf('en de fr es it pt nl pl ru uk tr ar hi ja ko zh', (code) => languages.of(code)!);
const SCORES = [9, 8, 7, 6, 5, 4];
const SORT_NAMES: Readonly<Record<InboxSort, string>> = {
  newest: 'Newest first',
  score: 'Highest score first',
  likes: 'Most likes first',
};

/** Returns the number of filters that a phone hides and that are set. */
function countOf(search: InboxSearch): number {
  return [...FILTER_KEYS, 'score' as const, 'status' as const].filter((key) => search[key]).length;
}

/** The filters, each of which shows what it is set to and can be removed by itself. */
export function FilterBar({ search, views, onChange }: FilterBarProps) {
  const { trackers } = useFrame();
  const [isOpen, setOpen] = useState(false);
  const fields = useId();
  const competitors = useGraph(competitorsQuery, {}).data?.communityPostCounts ?? [];
  const filter = (key: FilterKey, label: string, options: readonly Option[]) => (
    <MultiSelect
      label={label}
      options={options}
      values={valuesOf(search, key)}
      onChange={(values) => onChange({ [key]: values.join(',') || undefined })}
    />
  );
  return (
    <div className="flex flex-wrap items-center gap-2 border-b border-line px-3 py-2 text-[13px]">
      <SearchFilter
        id="inbox-search"
        label="Search in posts"
        text={search.q ?? ''}
        onSearch={(q) => onChange({ q })}
      />
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={fields}
        onClick={() => setOpen(!isOpen)}
        className="flex h-8 items-center gap-1 rounded-md border border-line px-2.5 sm:hidden"
      >
        {countOf(search) > 0 ? `Filters (${countOf(search)})` : 'Filters'}
        <Icon name="down" size={12} />
      </button>
      <div id={fields} className={`${isOpen ? 'flex' : 'hidden'} flex-wrap items-center gap-2 sm:contents`}>
        <SelectFilter
          label="Status"
          value={search.status ?? 'open'}
          options={STATUSES.map((value) => ({ value, name: inWords(value) }))}
          onChange={(status) => onChange({ status: STATUSES.find((each) => each === status) })}
        />
        {filter(
          'tracker',
          'Tracker',
          trackers.map(({ id, name }) => ({ value: id, name })),
        )}
        <SelectFilter
          label="Score"
          value={String(search.score ?? '')}
          options={[
            { value: '', name: 'Any score' },
            ...SCORES.map((score) => ({ value: String(score), name: `Score ${score} or more` })),
          ]}
          onChange={(score) => onChange({ score: Number(score) || undefined })}
        />
        {filter('intent', 'Intent', INTENTS)}
        {filter('urgency', 'Urgency', LEVELS)}
        {filter('relevance', 'Relevance', LEVELS)}
        {filter('platform', 'Platform', PLATFORMS)}
        {filter('language', 'Language', LANGUAGES)}
        {competitors.length > 0
          ? filter(
              'competitor',
              'Competitor',
              competitors.map(({ key }) => ({ value: key, name: key })),
            )
          : null}
      </div>
      <div className="flex gap-2 max-sm:ml-auto lg:ml-auto">
        {views}
        <SelectFilter
          label="Sort"
          value={search.sort ?? 'newest'}
          options={SORTS.map((value) => ({ value, name: SORT_NAMES[value] }))}
          onChange={(sort) => onChange({ sort: SORTS.find((each) => each === sort) })}
        />
      </div>
    </div>
  );
}
