import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Failure, Skeleton } from '../../../ui/states.tsx';
import { countTotal } from '../../../ui/words.ts';
import type { MarkedPosts } from '../use-marked-posts.ts';
import { PostRow, ROW_HEIGHT } from './post-row.tsx';
import type { InboxPosts } from './use-inbox-posts.ts';

interface PostListProps {
  readonly posts: InboxPosts;
  readonly marked: MarkedPosts;
  /** What is shown above the list while posts are marked. */
  readonly markedBar: ReactNode;
  readonly selected: string | null;
  readonly onSelect: (id: string) => void;
  /** Number of posts that are not in the list yet. */
  readonly newPosts: number;
  readonly onShowNew: () => void;
}

const ROWS_AHEAD = 10;
/** Value of `aria-setsize` if the number of options is unknown. */
const UNKNOWN_SIZE = -1;

/** The list, of which only the visible rows are in the document. */
export function PostList(props: PostListProps) {
  const { posts, marked, markedBar, selected, onSelect, newPosts, onShowNew } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const { rows } = posts;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 6,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `more` is new at each rendering.
  useEffect(() => {
    if (last >= rows.length - ROWS_AHEAD) posts.more();
  }, [last, rows.length]);
  const index = rows.findIndex(({ id }) => id === selected);
  // biome-ignore lint/correctness/useExhaustiveDependencies: Only another selection scrolls.
  useEffect(() => {
    if (index >= 0) virtual.scrollToIndex(index, { align: 'auto' });
  }, [selected]);
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      {markedBar}
      {newPosts > 0 ? (
        <div className="border-b border-line p-2">
          <Button look="plain" className="w-full justify-center" onClick={onShowNew}>
            {newPosts >= 50 ? '50 or more new' : `${newPosts} new`}
          </Button>
        </div>
      ) : null}
      {posts.problem ? (
        <Failure title="The posts could not be loaded" problem={posts.problem} onRetry={posts.reload} />
      ) : null}
      {posts.isLoading && rows.length === 0 ? <Skeleton lines={8} height={44} /> : null}
      <div
        ref={scroller}
        role="listbox"
        aria-label="Posts"
        tabIndex={0}
        aria-activedescendant={index >= 0 ? `post-${selected}` : undefined}
        className="min-h-0 flex-1 overflow-y-auto outline-offset-[-2px]"
      >
        <div role="presentation" className="relative" style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const row = rows[item.index]!;
            return (
              // biome-ignore lint/a11y/useKeyWithClickEvents: The page has its keys.
              <div
                key={row.id}
                id={`post-${row.id}`}
                role="option"
                tabIndex={-1}
                aria-selected={row.id === selected}
                aria-posinset={item.index + 1}
                aria-setsize={posts.totalCountIsExact ? posts.totalCount : UNKNOWN_SIZE}
                onClick={({ shiftKey }) => (shiftKey ? marked.toggle(row.id) : onSelect(row.id))}
                style={{ height: ROW_HEIGHT, transform: `translateY(${item.start}px)` }}
                className="absolute inset-x-0 top-0 cursor-pointer border-l-2 border-transparent hover:bg-surface aria-selected:border-accent aria-selected:bg-surface"
              >
                <PostRow row={row} isMarked={marked.has(row.id)} />
              </div>
            );
          })}
        </div>
      </div>
      <p aria-live="polite" className="border-t border-line px-3 py-1.5 text-[12px] text-muted">
        {posts.isLoading ? 'Loading' : countTotal(posts, 'post')}
      </p>
    </div>
  );
}
