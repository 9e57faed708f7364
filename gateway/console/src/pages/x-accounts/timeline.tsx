import { useState } from 'react';
import { useGraph, useSettled } from '../../graph/index.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/form/shown-once.tsx';
import { ExternalLink } from '../../ui/links.tsx';
import { LoadedContent } from '../../ui/loaded-content.tsx';
import { Pager } from '../../ui/pager.tsx';
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
  const { q, account, sort } = useSettled(search);
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
      <Filters search={search} onChange={change} />
      <LoadedContent loaded={loaded} what="posts">
        {({ xPosts }) => {
          if (!xPosts?.nodes.length)
            return (
              <Empty title="No post matches">
                Follow accounts to read their posts, or remove the search.
              </Empty>
            );
          return (
            <>
              <div className="flex items-center justify-between gap-2 text-[13px]">
                <h2>{count(xPosts.totalCount, 'post')}</h2>
                <CopyButton text={xPosts.nodes.map(({ markdown }) => markdown).join('\n\n')} />
              </div>
              <ul className="card">
                {xPosts.nodes.map((post) => (
                  <TimelinePost key={post.id} post={post} />
                ))}
              </ul>
              <Pager cursors={cursors} onChange={setCursors} pageInfo={xPosts.pageInfo} />
            </>
          );
        }}
      </LoadedContent>
    </section>
  );
}

function Filters({ search, onChange }: TimelineProps) {
  return (
    <div className="flex flex-wrap items-center gap-2 text-[13px]">
      <input
        type="search"
        aria-label="Search in posts"
        placeholder="Search in posts"
        maxLength={200}
        className="field w-52"
        value={search.q ?? ''}
        onChange={({ target }) => onChange({ q: target.value || undefined })}
      />
      {search.account ? (
        <Button icon="close" onClick={() => onChange({ account: undefined })}>
          @{search.account}
        </Button>
      ) : null}
      <select
        aria-label="Sort"
        className="field w-auto"
        value={search.sort ?? ''}
        onChange={({ target }) => onChange({ sort: target.value || undefined })}
      >
        <option value="">Newest first</option>
        <option value="popular">Most popular first</option>
      </select>
    </div>
  );
}

function TimelinePost({ post }: { post: XPost }) {
  const { content, url, postedAt, likes, replies, views, account } = post;
  return (
    <li className="grid gap-1 border-b border-line px-4 py-2.5 text-[13px] last:border-0">
      <p className="max-w-[72ch] break-words whitespace-pre-wrap">{content}</p>
      <p className="flex flex-wrap items-center gap-x-3 text-[12px] text-muted">
        <ExternalLink url={url}>@{account.username}</ExternalLink>
        <Time at={postedAt} />
        {likes === null ? null : <span>{count(likes, 'like')}</span>}
        {replies === null ? null : <span>{count(replies, 'reply', 'replies')}</span>}
        {views === null ? null : <span>{count(views, 'view')}</span>}
      </p>
    </li>
  );
}
