import { Button } from '../../../ui/button.tsx';
import { count } from '../../../ui/words.ts';
import type { MarkedPosts } from '../use-marked-posts.ts';
import type { PostActions } from '../use-post-actions.ts';

/** What can be done with all marked posts at once. */
export function MarkedBar({ marked, actions }: { marked: MarkedPosts; actions: PostActions }) {
  if (marked.rows.length === 0) return null;
  const handle = (status: 'ENGAGED' | 'DISMISSED') => {
    actions.setStatuses(marked.rows, status);
    marked.clear();
  };
  return (
    <div
      role="toolbar"
      aria-label="Marked posts"
      className="flex items-center gap-2 border-b border-line p-2 text-[13px]"
    >
      <span className="mr-auto">{count(marked.rows.length, 'marked post')}</span>
      <Button onClick={() => handle('ENGAGED')}>Done</Button>
      <Button onClick={() => handle('DISMISSED')}>Dismiss</Button>
      <Button look="quiet" onClick={marked.clear}>
        Clear
      </Button>
    </div>
  );
}
