import { asWorkspace } from '@tributary/kit';
import type { LoggedEvent } from '@tributary/kit/events';
import { isUuid, type Scope } from '@tributary/kit/postgres';
import type { ViewFilter } from '../alerts/collect-digest.ts';
import type { Tables } from '../data/tables.ts';
import { findView, type View } from '../data/views.ts';
import type { NotificationParts } from '../notification-parts.ts';

/** Posts that are compared in one operation: a page of the list. */
const BATCH = 100;
const RIGHTS = { scopes: ['community:read'], policies: ['community-tracker:api'] };

const DOCUMENT = `query PostsInView($filter: CommunityPostFilter, $search: String) {
  communityPosts(filter: $filter, search: $search, first: ${BATCH}) { nodes { id } }
}`;

/** Returns what keeps the events about posts of a view; without a view, all events are kept. */
export async function postsInView(
  { graph }: NotificationParts,
  scope: Scope<Tables>,
  viewId: string | null,
): Promise<ViewFilter> {
  if (viewId === null) return async (events) => events;
  const view = await findView(scope, viewId);
  if (!view) return async () => [];
  const as = asWorkspace(scope.workspaceId, RIGHTS);
  return async (events) => {
    const ids = [...new Set(events.map(postOf).filter((id) => id !== null))];
    const found = new Set<string>();
    for (let start = 0; start < ids.length; start += BATCH) {
      const variables = variablesOf(view, ids.slice(start, start + BATCH));
      const { communityPosts } = await graph.ask<Found>(as, DOCUMENT, variables);
      for (const { id } of communityPosts.nodes) found.add(id);
    }
    return events.filter((event) => found.has(postOf(event) ?? ''));
  };
}

interface Found {
  readonly communityPosts: { readonly nodes: readonly { readonly id: string }[] };
}

function variablesOf({ arguments: { filter, search } }: View, ids: readonly string[]) {
  return { filter: { ...(filter as object | undefined), ids }, search };
}

/** Returns the id of the community post that an event is about; null if it is about none. */
function postOf({ payload: { postId } }: LoggedEvent): string | null {
  // The ids of posts to publish have another form.
  return typeof postId === 'string' && isUuid(postId) ? postId : null;
}
