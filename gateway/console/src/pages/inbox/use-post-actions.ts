import { useNotify } from '../../frame/index.ts';
import { type RequestProblem, useChange } from '../../graph/index.ts';
import { count } from '../../ui/words.ts';
import { type InboxPost, type InboxRow, type PostStatus, setStatusMutation } from './inbox-operations.ts';
import type { InboxStatus } from './inbox-search.ts';
import type { InboxPosts } from './list/use-inbox-posts.ts';

/** A post of the list, or the one that is shown. */
type Subject = Pick<InboxPost | InboxRow, 'id' | 'engagementStatus'>;

/** What the person can do with a post. */
export interface PostActions {
  /** Sets the status, or reopens the post with null, and offers to undo it. */
  setStatus(post: Subject, status: PostStatus): void;
  /** Sets the status of several rows, and offers to undo all of them. */
  setStatuses(rows: readonly InboxRow[], status: PostStatus): void;
}

interface ActionsOptions {
  readonly posts: InboxPosts;
  /** Which posts the list contains. */
  readonly listed: InboxStatus;
  readonly onSelect: (id: string | undefined) => void;
  readonly onChanged: () => void;
}

const NOTICES = { ENGAGED: 'Done.', REPLIED: 'Replied.', DISMISSED: 'Dismissed.' } as const;

/**
 * Handles posts. A handled post leaves the list at once, the next one takes its place and is
 * selected, and a failure or an undo puts it back where it was.
 */
export function usePostActions({ posts, listed, onSelect, onChanged }: ActionsOptions): PostActions {
  const notify = useNotify();
  const change = useChange(setStatusMutation);
  const save = async (postId: string, status: PostStatus) => {
    const { setEngagementStatus: result } = await change({ postId, status });
    if (result?.__typename !== 'EngagementStatusSet')
      throw { message: result?.message ?? 'The server sent no answer.' };
    onChanged();
  };
  const report = ({ message }: RequestProblem) => notify({ text: `The change was not saved. ${message}` });
  const saveAll = async (rows: readonly InboxRow[], statusFor: (row: InboxRow) => PostStatus) => {
    try {
      for (const row of rows) await save(row.id, statusFor(row));
      return true;
    } catch (problem) {
      report(problem as RequestProblem);
      return false;
    } finally {
      posts.reload();
    }
  };
  return {
    async setStatuses(rows, status) {
      onSelect(undefined);
      if (!(await saveAll(rows, () => status))) return;
      const done = status === 'DISMISSED' ? 'dismissed' : 'done';
      notify({
        text: `${count(rows.length, 'post is', 'posts are')} ${done}.`,
        undo: () => void saveAll(rows, ({ engagementStatus }) => engagementStatus),
      });
    },
    async setStatus(post, status) {
      const row = posts.rows.find(({ id }) => id === post.id);
      const leaves = row !== undefined && listed !== 'all' && statusOf(status) !== listed;
      const index = leaves ? posts.remove(post.id) : -1;
      if (leaves) onSelect((posts.rows[index + 1] ?? posts.rows[index - 1])?.id);
      const restore = () => {
        if (leaves) posts.insert(row, index);
        onSelect(post.id);
      };
      const undo = async () => {
        restore();
        await save(post.id, post.engagementStatus).catch(report);
      };
      try {
        await save(post.id, status);
        notify({ text: status ? NOTICES[status] : 'Open again.', undo });
      } catch (problem) {
        restore();
        report(problem as RequestProblem);
      }
    },
  };
}

function statusOf(status: PostStatus): InboxStatus {
  if (status === null) return 'open';
  return status === 'DISMISSED' ? 'dismissed' : 'done';
}
