import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useGraph } from '../../graph/index.ts';
import { Button } from '../../ui/button.tsx';
import { Filters, SearchFilter } from '../../ui/filters.tsx';
import { LoadedContent } from '../../ui/loaded-content.tsx';
import { PlatformMark } from '../../ui/platform.tsx';
import { type Column, DataTable } from '../../ui/table/data-table.tsx';
import { Time } from '../../ui/time.tsx';
import { formatNumber, platformName } from '../../ui/words.ts';
import { type KnownCreator, knownCreatorsQuery } from './creator-operations.ts';
import { type CreatorKey, MOST_COMPARED } from './creators-search.ts';

interface KnownCreatorsProps {
  readonly search: string;
  /** The creators that are compared. */
  readonly compared: readonly CreatorKey[];
  readonly onSearch: (search: string) => void;
  /** Adds a creator to the comparison, or removes it. */
  readonly onCompare: (key: CreatorKey) => void;
}

/** The creators that were imported or looked up, those with the most followers first. */
export function KnownCreators({ search, compared, onSearch, onCompare }: KnownCreatorsProps) {
  const [after, setAfter] = useState<string | null>(null);
  const loaded = useGraph(knownCreatorsQuery, { search: search || null, after });
  return (
    <section aria-label="Known creators" className="grid gap-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2>Known creators</h2>
        <Filters>
          <SearchFilter
            label="Search by name"
            text={search}
            onSearch={(text) => {
              setAfter(null);
              onSearch(text ?? '');
            }}
          />
        </Filters>
      </div>
      <LoadedContent loaded={loaded} what="creators">
        {({ knownCreators }) => {
          if (!knownCreators?.nodes.length)
            return (
              <p className="text-[13px] text-muted">
                {search ? 'No creator has this name.' : 'Creators appear here once they are looked up.'}
              </p>
            );
          const { hasNextPage, endCursor } = knownCreators.pageInfo;
          return (
            <DataTable
              name="Known creators"
              columns={[...COLUMNS, compareColumn(compared, onCompare)]}
              rows={knownCreators.nodes}
              keyOf={({ platform, username }) => `${platform} ${username}`}
              actions={
                <>
                  {after ? <Button onClick={() => setAfter(null)}>First page</Button> : null}
                  {hasNextPage ? <Button onClick={() => setAfter(endCursor)}>Next page</Button> : null}
                </>
              }
            />
          );
        }}
      </LoadedContent>
    </section>
  );
}

/** Addresses of profiles on the platforms that spell them alike. */
const PROFILES: Readonly<Record<string, (name: string) => string>> = {
  BLUESKY: (name) => `https://bsky.app/profile/${name}`,
  FACEBOOK: (name) => `https://www.facebook.com/${name}`,
  INSTAGRAM: (name) => `https://www.instagram.com/${name}`,
  TIKTOK: (name) => `https://www.tiktok.com/@${name}`,
  X: (name) => `https://x.com/${name}`,
  YOUTUBE: (name) => `https://www.youtube.com/@${name}`,
};

function compareColumn(
  compared: readonly CreatorKey[],
  onCompare: (key: CreatorKey) => void,
): Column<KnownCreator> {
  return {
    name: 'Compare',
    cell: ({ platform, username }) => {
      const isCompared = compared.some((key) => key.platform === platform && key.username === username);
      return (
        <input
          type="checkbox"
          aria-label={`Compare ${username}`}
          checked={isCompared}
          disabled={!isCompared && compared.length >= MOST_COMPARED}
          onChange={() => onCompare({ platform, username })}
        />
      );
    },
  };
}

const COLUMNS: readonly Column<KnownCreator>[] = [
  {
    name: 'Creator',
    text: ({ username }) => username,
    cell: ({ platform, username, fullName }) => {
      const url = PROFILES[platform]?.(username.replace(/^@/, ''));
      return (
        <span className="flex items-center gap-2">
          <PlatformMark platform={platform} />
          {url ? (
            <Link to="/creators" search={{ url }} className="text-accent-ink hover:underline">
              {fullName || username}
            </Link>
          ) : (
            fullName || username
          )}
        </span>
      );
    },
  },
  { name: 'Platform', text: ({ platform }) => platformName(platform) },
  {
    name: 'Followers',
    isNumber: true,
    text: ({ followers }) => followers,
    cell: ({ followers }) => (followers === null ? 'Unknown' : formatNumber(followers)),
  },
  { name: 'From', text: ({ isImported }) => (isImported ? 'Import' : 'Lookup') },
  {
    name: 'Looked up',
    text: ({ lookedUpAt }) => lookedUpAt,
    cell: ({ lookedUpAt }) => (lookedUpAt ? <Time at={lookedUpAt} /> : 'Never'),
  },
];
