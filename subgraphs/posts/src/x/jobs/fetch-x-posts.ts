import { asWorkspace, type Job, type SubgraphServices } from '@tributary/kit';
import type { Tables } from '../../data/tables.ts';
import type { XContext } from '../context.ts';

const NAME = 'posts.fetch-x-posts';
/** What the job may ask. */
const RIGHTS = { scopes: ['posts:read'], policies: ['xtracker:api'] };

interface Data {
  workspaceId: string;
  accountId: number;
}

/** Queues the first fetch of an account that the workspace has begun to follow. */
export async function queueFetch({ queue, scope }: Pick<XContext, 'queue' | 'scope'>, accountId: number) {
  const data: Data = { workspaceId: scope().workspaceId, accountId };
  await queue.send(NAME, data, { key: `${data.workspaceId}:${accountId}` });
}

/**
 * Fetches an account's posts by asking for them, as a request does: with the same claim, and paid
 * by the same workspace.
 */
export const fetchXPosts: Job<SubgraphServices<Tables>> = {
  name: NAME,
  async run({ graph }, { data, signal }) {
    // Queued by nobody else; an account that was unfollowed meanwhile is not found, and that is
    // that.
    const { workspaceId, accountId } = data as Data;
    await graph.ask(
      asWorkspace(workspaceId, RIGHTS),
      /* GraphQL */ `
        query FirstFetch($accountId: Long!) {
          xPosts(filter: { accountId: $accountId }, first: 0) { fetch { requests } }
        }
      `,
      { accountId },
      { signal },
    );
  },
};
