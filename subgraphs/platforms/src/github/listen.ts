import { UpstreamError } from '@tributary/kit/http-client';
import { type ListenClient, openListenClient } from '../listen/client.ts';
import { createItem, type Item, NO_AUTHOR } from '../listen/item.ts';
import { linksInText } from '../listen/links.ts';
import { readNewestFirst } from '../listen/newest-first.ts';
import { numberedBatch, pageNumber, searchBatch } from '../listen/search-page.ts';
import type { Batch, ItemState, ListenPart, ReadOptions, SearchRequest } from '../listen/source.ts';
import { readAs } from '../vendor-json.ts';
import { type Discussion, FoundDiscussions, FoundIssues, type Issue, Issues, Nodes } from './api.ts';
import { endpoint, type settings } from './client.ts';

const PAGE_SIZE = 100;
/** Pages of a search; GitHub returns at most 1,000 results. */
const MAX_PAGES = 10;
const MINUTE = 60_000;
/** Prefix of the cursors of a search that has gone on to discussions. */
const DISCUSSIONS = 'discussions:';

const FIELDS = `id url title createdAt repository { nameWithOwner } author { login avatarUrl url }`;
const SEARCH = `query ($query: String!, $after: String) {
  search(type: DISCUSSION, query: $query, first: 50, after: $after) {
    pageInfo { hasNextPage endCursor }
    nodes { ... on Discussion { ${FIELDS} bodyText upvoteCount comments { totalCount } } }
  }
}`;
const NODES = `query ($ids: [ID!]!) {
  nodes(ids: $ids) {
    ... on Discussion { ${FIELDS} bodyText comments { totalCount } }
    ... on Issue { ${FIELDS} bodyText: body comments { totalCount } }
    ... on PullRequest { ${FIELDS} bodyText: body comments { totalCount } }
  }
}`;

/** Issues and pull requests, with a token also discussions: by search, or of one repository. */
export const listen: ListenPart<typeof settings> = {
  keyless: true,
  requires: 'nothing; GITHUB_TOKEN for discussions and more than 10 searches a minute',
  retentionDays: null,
  quota: [{ units: 30, windowMs: MINUTE }],
  open({ settings, policy, budget }) {
    const client = openListenClient(endpoint(settings), { policy, budget });
    const hasToken = settings.GITHUB_TOKEN !== '';
    // Without a token, GitHub allows a third of the searches.
    const cost = { units: hasToken ? 1 : 3 };
    return {
      search: {
        intervalMs: hasToken ? 5 * MINUTE : 15 * MINUTE,
        pageCost: cost,
        pageSize: PAGE_SIZE,
        async search(request, options) {
          const { cursor } = request;
          if (cursor?.startsWith(DISCUSSIONS)) return searchDiscussions(client, request, options);
          const page = pageNumber(cursor, 1);
          const query = {
            q: `${request.query} created:>=${request.since.toISOString().slice(0, 19)}Z`,
            sort: 'created',
            order: 'desc',
            per_page: PAGE_SIZE,
            page,
          };
          const asked = { operation: 'search', path: '/search/issues', query, cost, signal: options.signal };
          const { items, total_count } = await client.ask(asked, readAs(FoundIssues));
          const read = (page - 1) * PAGE_SIZE + items.length;
          const next = items.length > 0 && read < (total_count ?? 0) && page < MAX_PAGES ? page + 1 : null;
          const batch = numberedBatch(
            items.map(fromIssue).filter((item) => item !== null),
            next,
            request,
          );
          return batch.more || !hasToken ? batch : { ...batch, cursor: DISCUSSIONS, more: true };
        },
      },
      places: {
        intervalMs: 2 * MINUTE,
        async check(place, { signal }) {
          try {
            await readRepository(client, place, { per_page: 1 }, signal);
            return null;
          } catch (error) {
            if (!(error instanceof UpstreamError) || error.fault === 'cancelled') throw error;
            if (error.fault === 'missing') return 'There is no public repository of this name.';
            return error.status === null
              ? error.message
              : `The repository cannot be read: GitHub ${error.reason}.`;
          }
        },
        poll: (place, cursor, { signal }) =>
          readNewestFirst(cursor, 0, async (page) => {
            const query = {
              sort: 'created',
              direction: 'desc',
              state: 'all',
              per_page: PAGE_SIZE,
              page: page ?? '1',
            };
            const issues = await readRepository(client, place, query, signal);
            const items = issues.map(fromIssue).filter((item) => item !== null);
            return { items, next: issues.length > 0 ? String(Number(page ?? 1) + 1) : null };
          }),
      },
      ...(hasToken ? { recheck: (ids, options) => recheck(client, ids, options) } : {}),
    };
  },
};

function readRepository(
  client: ListenClient,
  place: string,
  query: Record<string, string | number>,
  signal: AbortSignal,
) {
  if (!/^[\w.-]+\/[\w.-]+$/.test(place))
    throw new UpstreamError('refused', 'A place of GitHub is a repository, such as `owner/name`.');
  return client.ask(
    { operation: 'repository', path: `/repos/${place}/issues`, query, signal },
    readAs(Issues),
  );
}

async function searchDiscussions(
  client: ListenClient,
  request: SearchRequest,
  { signal }: ReadOptions,
): Promise<Batch> {
  const after = request.cursor!.slice(DISCUSSIONS.length) || null;
  const query = `${request.query} created:>=${request.since.toISOString().slice(0, 10)} sort:created-desc`;
  const body = { query: SEARCH, variables: { query, after } };
  const asked = { operation: 'discussions', method: 'POST' as const, path: '/graphql', body, signal };
  const { data } = await client.ask(asked, readAs(FoundDiscussions));
  const { nodes, pageInfo } = data.search;
  const items = nodes.map(fromDiscussion).filter((item) => item !== null);
  const next = pageInfo.hasNextPage && pageInfo.endCursor ? DISCUSSIONS + pageInfo.endCursor : null;
  return searchBatch(items, next, request);
}

async function recheck(
  client: ListenClient,
  ids: readonly string[],
  { signal }: ReadOptions,
): Promise<ItemState[]> {
  const states: ItemState[] = [];
  for (let from = 0; from < ids.length; from += PAGE_SIZE) {
    const some = ids.slice(from, from + PAGE_SIZE);
    const body = { query: NODES, variables: { ids: some } };
    const asked = { operation: 'recheck', method: 'POST' as const, path: '/graphql', body, signal };
    const { data } = await client.ask(asked, readAs(Nodes));
    states.push(...some.map((_, at) => stateOf(data.nodes[at])));
  }
  return states;
}

function stateOf(node: Discussion | null | undefined): ItemState {
  return (node && fromDiscussion(node)) ?? 'deleted';
}

function fromIssue(issue: Issue): Item | null {
  const { node_id, html_url, created_at, user } = issue;
  if (!html_url || !created_at) return null;
  const text = issue.body ?? '';
  return createItem({
    platform: 'github',
    nativeId: node_id,
    url: html_url,
    kind: 'post',
    title: issue.title ?? null,
    text,
    author: {
      ...NO_AUTHOR,
      nativeId: user?.id ?? null,
      handle: user?.login ?? null,
      url: user?.html_url ?? null,
      avatarUrl: user?.avatar_url ?? null,
    },
    createdAt: new Date(created_at),
    community: issue.repository_url?.split('/repos/')[1] ?? null,
    metrics: {
      likes: issue.reactions?.['+1'] ?? null,
      comments: issue.comments ?? null,
      shares: null,
      views: null,
    },
    links: linksInText(text),
    tags: (issue.labels ?? []).flatMap(({ name }) => name ?? []),
  });
}

function fromDiscussion(node: Discussion): Item | null {
  if (!node.url || !node.createdAt) return null;
  const text = node.bodyText ?? '';
  return createItem({
    platform: 'github',
    nativeId: node.id,
    url: node.url,
    kind: 'post',
    title: node.title ?? null,
    text,
    author: {
      ...NO_AUTHOR,
      handle: node.author?.login ?? null,
      url: node.author?.url ?? null,
      avatarUrl: node.author?.avatarUrl ?? null,
    },
    createdAt: new Date(node.createdAt),
    community: node.repository?.nameWithOwner ?? null,
    metrics: {
      likes: node.upvoteCount ?? null,
      comments: node.comments?.totalCount ?? null,
      shares: null,
      views: null,
    },
    links: linksInText(text),
  });
}
