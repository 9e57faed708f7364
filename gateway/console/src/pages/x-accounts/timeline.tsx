import { useState } from 'react';
import { useGraph } from '../../graph/index.ts';
import { Button } from '../../ui/button.tsx';
import { Filters, SearchFilter, SelectFilter } from '../../ui/filters.tsx';
import { CopyButton } from '../../ui/form/shown-once.tsx';
import { ExternalLink } from '../../ui/links.tsx';
import { PagedList } from '../../ui/list/paged-list.tsx';
import { Empty } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { count } from '../../ui/words.ts';
import { timelineQuery, type XPost } from './x-operations.ts';
import type { XSearch } from './x-search.ts';

interface TimelineProps {
  readonly search: XSearch;
  readonly onChange: (changes: object) => void;
}

/** The posts of X that the workspace has, newest or most popular first. */
export function Timeline({ search, onChange }: TimelineProps) {
  const { q, account, sort } = search;
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const filter = { ...(q ? { keywords: q } : {}), ...(account ? { username: account } : {}) };
  const loaded = useGraph(timelineQuery, {
    filter,
    sort: sort === 'popular' ? 'POPULARITY' : 'RECENCY',
    after: cursors.at(-1) ?? null,
  });
  const change = (changes: object) => {
    setCursors([]);
    onChange(changes);
  };
  return (
    <section aria-label="Posts" className="grid min-w-0 gap-3">
      <TimelineFilters search={search} onChange={change} />
      <PagedList
        noun="post"
        loaded={loaded}
        connectionOf={({ xPosts }) => xPosts}
        row={(post) => <TimelinePost post={post} />}
        cursors={cursors}
        onPage={setCursors}
        actions={(posts) => <CopyButton text={posts.map(({ markdown }) => markdown).join('\n\n')} />}
        empty={
          <Empty title="No post matches">Follow accounts to read their posts, or remove the search.</Empty>
        }
      />
    </section>
  );
}

function TimelineFilters({ search, onChange }: TimelineProps) {
  return (
    <Filters>
      <SearchFilter label="Search in posts" text={search.q ?? ''} onSearch={(q) => onChange({ q })} />
      {search.account ? (
        <Button icon="close" onClick={() => onChange({ account: undefined })}>
          @{search.account}
        </Button>
      ) : null}
      <SelectFilter
        label="Sort"
        value={search.sort ?? ''}
        options={[
          { value: '', name: 'Newest first' },
          { value: 'popular', name: 'Most popular first' },
        ]}
        onChange={(sort) => onChange({ sort: sort || undefined })}
      />
    </Filters>
  );
}

function TimelinePost({ post }: { post: XPost }) {
  const { content, url, postedAt, likes, replies, views, account } = post;
  return (
    <div className="grid gap-1">
      <p className="max-w-[72ch] break-words whitespace-pre-wrap">{content}</p>
      <p className="flex flex-wrap items-center gap-x-3 text-[12px] text-muted">
        <ExternalLink url={url}>@{account.username}</ExternalLink>
        <Time at={postedAt} />
        {likes === null ? null : <span>{count(likes, 'like')}</span>}
        {replies === null ? null : <span>{count(replies, 'reply', 'replies')}</span>}
        {views === null ? null : <span>{count(views, 'view')}</span>}
      </p>
    </div>
  );
}
