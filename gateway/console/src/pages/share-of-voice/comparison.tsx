import { useState } from 'react';
import { useGraph } from '../../graph/index.ts';
import { daysAgo } from '../../ui/chart/chart-data.ts';
import { Filters, SelectFilter } from '../../ui/filters.tsx';
import { LoadedContent } from '../../ui/loaded-content.tsx';
import { Empty } from '../../ui/states.tsx';
import { formatDay, Time } from '../../ui/time.tsx';
import { count, platformName } from '../../ui/words.ts';
import { CountedPosts } from './counted-posts.tsx';
import { ShareChart } from './share-chart.tsx';
import { type SharePoint, type Snapshot, shareQuery, snapshotQuery } from './share-operations.ts';
import { RANGES, rangeOf, type ShareSearch } from './share-search.ts';
import { BrandTable, CommunityTable } from './share-tables.tsx';

interface ComparisonProps {
  readonly id: string;
  readonly search: ShareSearch;
  readonly onChange: (changes: object) => void;
}

/** One comparison: its shares over time, and the count of a day. */
export function Comparison({ id, search, onChange }: ComparisonProps) {
  const { from = daysAgo(rangeOf(search)), to = null, community = null, date = null } = search;
  const [today] = useState(() => daysAgo(0));
  const shares = useGraph(shareQuery, { id, from, to, community });
  const counted = useGraph(snapshotQuery, { id, date });
  const snapshot = counted.data?.intelligenceQuery?.snapshot;
  return (
    <>
      <LoadedContent loaded={counted} what="count">
        {({ intelligenceQuery }) => {
          if (!intelligenceQuery) return <p className="text-muted">This comparison no longer exists.</p>;
          if (!intelligenceQuery.snapshot)
            return (
              <Empty title="Nothing has been counted yet">
                The first count follows after midnight UTC, or now with “Count now”.
              </Empty>
            );
          return (
            <Summary
              snapshot={intelligenceQuery.snapshot}
              isToday={intelligenceQuery.snapshot.date === today}
            />
          );
        }}
      </LoadedContent>
      <LoadedContent loaded={shares} what="shares">
        {({ intelligenceQuery }) => (
          <>
            <ShareFilters
              search={search}
              communities={communitiesOf(intelligenceQuery?.communities, snapshot)}
              points={intelligenceQuery?.shareOfVoice ?? []}
              onChange={onChange}
            />
            <ShareChart points={intelligenceQuery?.shareOfVoice ?? []} search={search} onChange={onChange} />
          </>
        )}
      </LoadedContent>
      <Count id={id} snapshot={snapshot} search={search} onChange={onChange} />
    </>
  );
}

/** Returns the communities of a comparison; those of its count if it has no limit. */
function communitiesOf(
  chosen: readonly string[] | undefined,
  snapshot: Snapshot | null | undefined,
): readonly string[] {
  if (chosen && chosen.length > 0) return chosen;
  return snapshot?.byCommunity.map(({ community }) => community) ?? [];
}

function Summary({ snapshot, isToday }: { snapshot: Snapshot; isToday: boolean }) {
  const { summary, driver, from, date, capturedAt, total } = snapshot;
  return (
    <div className="max-w-[72ch]">
      <p>{summary}</p>
      {driver ? (
        <p className="mt-1 text-[13px] text-muted">
          “{driver.topic}” is in {driver.count} of the {count(driver.of, 'post')} about {driver.brand.name}{' '}
          that {driver.direction === 'ENTERED' ? 'entered' : 'left'} the period.
        </p>
      ) : null}
      <p className="mt-1 text-[12px] text-muted">
        {count(total, 'brand mention')} from {formatDay(from)} to {formatDay(date)}
        {isToday ? ', which is not over yet' : ''}; counted <Time at={capturedAt} />
      </p>
    </div>
  );
}

interface CountProps extends ComparisonProps {
  readonly snapshot: Snapshot | null | undefined;
}

/** The tables of a count, and the posts of the brand that is selected. */
function Count({ id, snapshot, search: { brand }, onChange }: CountProps) {
  if (!snapshot) return null;
  return (
    <div className="grid items-start gap-5 2xl:grid-cols-2">
      <div className="grid min-w-0 gap-5">
        <BrandTable
          id={id}
          snapshot={snapshot}
          selected={brand}
          onSelect={(name) => onChange({ brand: name })}
        />
        <CommunityTable snapshot={snapshot} />
      </div>
      {brand ? (
        <CountedPosts
          key={`${snapshot.id} ${brand}`}
          id={id}
          date={snapshot.date}
          brand={brand}
          onClose={() => onChange({ brand: undefined })}
        />
      ) : (
        <p className="text-[13px] text-muted">Select a brand to see the posts that were counted.</p>
      )}
    </div>
  );
}

interface ShareFiltersProps {
  readonly search: ShareSearch;
  readonly communities: readonly string[];
  readonly points: readonly SharePoint[];
  readonly onChange: (changes: object) => void;
}

function ShareFilters({ search, communities, points, onChange }: ShareFiltersProps) {
  const isChosen = search.from !== undefined || search.to !== undefined;
  return (
    <Filters>
      <SelectFilter
        label="Range"
        value={isChosen ? '' : String(rangeOf(search))}
        options={[
          ...(isChosen ? [{ value: '', name: 'Selected range' }] : []),
          ...RANGES.map((days) => ({ value: String(days), name: `Last ${count(days, 'day')}` })),
        ]}
        onChange={(days) => onChange({ days: Number(days), from: undefined, to: undefined })}
      />
      <SelectFilter
        label="Community"
        value={search.community ?? ''}
        options={[
          { value: '', name: 'All communities' },
          ...communities.map((value) => ({ value, name: platformName(value.toUpperCase()) })),
        ]}
        onChange={(community) => onChange({ community: community || undefined })}
      />
      <SelectFilter
        label="Count"
        value={search.date ?? ''}
        options={[
          { value: '', name: 'Latest count' },
          ...points.toReversed().map(({ date }) => ({ value: date, name: `Count of ${formatDay(date)}` })),
        ]}
        onChange={(date) => onChange({ date: date || undefined })}
      />
    </Filters>
  );
}
