import { asWorkspace, type Job, type SubgraphServices } from '@tributary/kit';
import type { Tables } from '../../data/tables.ts';
import type { XContext } from '../context.ts';

const NAME = 'posts.fetch-x-posts';
/** Scopes and policies of the job's query. */
const RIGHTS = { scopes: ['posts:read'], policies: ['xtracker:api'] };

interface Data {
  workspaceId: string;
  accountId: number;
}

/** Queues the first fetch of a newly followed account. */
export async function queueFetch({ queue, scope }: Pick<XContext, 'queue' | 'scope'>, accountId: number) {
  const data: Data = { workspaceId: scope().workspaceId, accountId };
  await queue.send(NAME, data, { key: `${data.workspaceId}:${accountId}` });
}

/**
 * Fetches an account's posts through the graph like any request, with the same refresh claim and
 * charged to the same workspace.
 */
export const fetchXPosts: Job<SubgraphServices<Tables>> = {
  name: NAME,
  async run({ graph }, { data, signal }) {
    // Only `queueFetch` queues this job, so `data` has its shape. If the account was unfollowed in
    // the meantime, the query fails with NOT_FOUND and nothing is fetched.
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
