import { PlatformMark } from '../../ui/platform.tsx';
import { type Column, DataTable } from '../../ui/table/data-table.tsx';
import { inWords } from '../../ui/words.ts';
import type { CalendarPost } from './publishing-operations.ts';

interface WaitingPostsProps {
  readonly posts: readonly CalendarPost[];
  readonly onSelect: (id: string) => void;
}

/** The status of a post; unconfirmed if a person has to decide whether it was published. */
function shownStatus({ status, targets }: CalendarPost) {
  return targets.some((target) => target.status === 'UNCONFIRMED') ? 'UNCONFIRMED' : status;
}

/** Drafts, and posts that were not published everywhere. */
export function WaitingPosts({ posts, onSelect }: WaitingPostsProps) {
  const columns: readonly Column<CalendarPost>[] = [
    {
      name: 'Post',
      text: ({ body }) => body,
      cell: ({ id, body }) => (
        <button
          type="button"
          className="line-clamp-2 max-w-xl text-left break-words text-accent-ink hover:underline"
          onClick={() => onSelect(id)}
        >
          {body}
        </button>
      ),
    },
    {
      name: 'Status',
      text: (post) => inWords(shownStatus(post)),
      cell: (post) => {
        const status = shownStatus(post);
        return (
          <span className={status === 'DRAFT' || status === 'PUBLISHING' ? '' : 'text-negative'}>
            {inWords(status)}
          </span>
        );
      },
    },
    {
      name: 'Accounts',
      text: ({ targets }) => targets.map(({ account }) => account.handle).join(', '),
      cell: ({ targets }) => (
        <span className="flex gap-1">
          {targets.map(({ account }) => (
            <PlatformMark key={account.id} platform={account.platform} />
          ))}
        </span>
      ),
    },
  ];
  return (
    <section aria-label="Drafts and failed posts" className="grid min-w-0 gap-2">
      <h2>Drafts and failed posts</h2>
      <DataTable
        name="Drafts"
        columns={columns}
        rows={posts}
        keyOf={({ id }) => id}
        empty="No draft, and no post that failed."
      />
    </section>
  );
}
