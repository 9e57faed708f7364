import { useGraph } from '../../../graph/index.ts';
import { Icon } from '../../../ui/icons.tsx';
import { type Column, DataTable } from '../../../ui/table/data-table.tsx';
import { formatPercent, platformName } from '../../../ui/words.ts';
import { SettingsSection } from '../settings-section.tsx';
import { sourcesQuery, type TrackerSource } from './source-operations.ts';

const STATES: Readonly<Record<TrackerSource['state'], string>> = {
  OK: 'On',
  WAITING: 'On',
  FAILING: 'Fails',
  OFF: 'Off',
  UNSUPPORTED: 'At named places only',
};

/** The platforms that trackers can find posts on, and what those that are off need. */
export function SourcesPage() {
  const loaded = useGraph(sourcesQuery, {});
  return (
    <SettingsSection title="Sources" what="sources" loaded={loaded}>
      {({ trackerSources }) => (
        <>
          <p className="max-w-[72ch] text-[13px] text-muted">
            Credentials of platforms are settings of the server, which only its operator changes. Each tracker
            shows how its own sources are read.
          </p>
          <DataTable
            name="Sources"
            columns={COLUMNS}
            rows={trackerSources ?? []}
            keyOf={({ source }) => source}
          />
        </>
      )}
    </SettingsSection>
  );
}

const COLUMNS: readonly Column<TrackerSource>[] = [
  { name: 'Platform', text: ({ source }) => platformName(source) },
  {
    name: 'State',
    text: ({ state }) => STATES[state],
    cell: ({ state }) => (
      <span
        className={`flex items-center gap-1.5 ${state === 'OFF' || state === 'FAILING' ? 'text-warning' : 'text-positive'}`}
      >
        <Icon name={state === 'OFF' || state === 'FAILING' ? 'warning' : 'check'} size={14} />
        {STATES[state]}
      </span>
    ),
  },
  { name: 'What it needs', text: ({ problem }) => problem, cell: ({ problem }) => problem ?? 'Nothing' },
  {
    name: 'Quota left',
    isNumber: true,
    text: ({ quotaLeft }) => quotaLeft,
    cell: ({ quotaLeft }) => (quotaLeft === null ? 'No quota' : formatPercent(quotaLeft * 100)),
  },
];
