import { unescapeHtml } from '@tributary/kit/text';
import type { StaticDecode } from 'typebox';
import { postIdAt } from '../address-rules.ts';
import { type ListenClient, openListenClient } from '../listen/client.ts';
import type { Item } from '../listen/item.ts';
import { searchBatch } from '../listen/search-page.ts';
import type { Cost, ItemState, ListenPart, ReadOptions } from '../listen/source.ts';
import { readAs } from '../vendor-json.ts';
import { addresses } from './addresses.ts';
import { FoundAuthors, Timeline } from './api.ts';
import { endpoint, postFields, type settings } from './client.ts';
import { deletionCheck, openDeletionCheck } from './listening/deletions.ts';
import { POST_PRICE, readPosts, readReplies, toItem } from './listening/found-posts.ts';

const MINUTE = 60_000;
/** Recent search reaches back seven days; a minute less allows for the difference of clocks. */
const REACH = 7 * 24 * 60 * MINUTE - MINUTE;
const PAGE_SIZE = 50;
const MAX_IDS = 100;
/** The price of a user in US dollars. */
const USER_PRICE = 0.01;
/** The price of a full page is taken in advance, so that a cap is never exceeded. */
const PAGE_COST: Cost = { units: 1, dollars: PAGE_SIZE * POST_PRICE };
const MAX_QUERY = 512;
const NO_REPOSTS = ' -is:retweet';
const FIELDS =
  'author_id,created_at,public_metrics,conversation_id,lang,entities,referenced_tweets,note_tweet';

/** Posts of the last seven days by search. X charges for every post and user that it returns. */
export const listen: ListenPart<typeof settings> = {
  keyless: false,
  requires: 'X_TOKEN and LISTENING_DAILY_DOLLARS; X charges $0.005 for each post that it returns',
  retentionDays: null,
  deletionCheck,
  quota: [{ units: 450, windowMs: 15 * MINUTE }],
  postAt: (url) => postIdAt(addresses, url),
  open({ settings, policy, budget }) {
    const { X_TOKEN: token } = settings;
    if (!token) return null;
    const client = openListenClient(endpoint(settings, token), { policy, budget });
    const fields = postFields(settings, FIELDS);
    return {
      search: {
        intervalMs: 15 * MINUTE,
        pageCost: PAGE_COST,
        pageSize: PAGE_SIZE,
        async search(request, { signal }) {
          const oldest = policy.clock() - REACH;
          const query = {
            // Reposts repeat what is found anyway, and each of them costs as much as a post.
            query:
              request.query.length + NO_REPOSTS.length + 2 <= MAX_QUERY
                ? `(${request.query})${NO_REPOSTS}`
                : request.query,
            max_results: PAGE_SIZE,
            start_time: new Date(Math.max(request.since.getTime(), oldest)).toISOString(),
            ...fields,
            ...(request.cursor ? { next_token: request.cursor } : {}),
          };
          const asked = {
            operation: 'search',
            path: '/2/tweets/search/recent',
            query,
            cost: PAGE_COST,
            signal,
          };
          const page = await client.ask(asked, readAs(Timeline));
          if (!page.data) return searchBatch([], null, request);
          return searchBatch(
            page.data.map(toItem).filter((item) => item !== null),
            page.meta?.next_token ?? null,
            request,
          );
        },
      },
      complete: (items, options) => complete(client, items, options),
      async recheck(ids, options) {
        const items = await readPosts(client, { operation: 'recheck', ids, fields }, options);
        return items.map((item): ItemState => item ?? 'deleted');
      },
      deletions: openDeletionCheck(client, { policy, budget }),
      find: (ids, options) => readPosts(client, { operation: 'find', ids, fields }, options),
      comments: (item, most, options) => readReplies(client, item, { most, fields }, options),
    };
  },
};

/** Adds the names of authors, which X charges for, so that only those of matches are read. */
async function complete(
  client: ListenClient,
  items: readonly Item[],
  { signal }: ReadOptions,
): Promise<Item[]> {
  const ids = [
    ...new Set(items.flatMap(({ author }) => (author.handle === null ? (author.nativeId ?? []) : []))),
  ];
  const authors = new Map<string, StaticDecode<typeof FoundAuthors>['data'][number]>();
  for (let from = 0; from < ids.length; from += MAX_IDS) {
    const some = ids.slice(from, from + MAX_IDS);
    const query = { ids: some.join(','), 'user.fields': 'name,profile_image_url,public_metrics,verified' };
    const cost = { units: 1, dollars: some.length * USER_PRICE };
    const found = await client.ask(
      { operation: 'users', path: '/2/users', query, cost, signal },
      readAs(FoundAuthors),
    );
    for (const author of found.data) authors.set(author.id, author);
  }
  return items.map((item) => {
    const author = authors.get(item.author.nativeId ?? '');
    if (!author) return item;
    return {
      ...item,
      url: `https://x.com/${author.username}/status/${item.nativeId}`,
      author: {
        nativeId: author.id,
        handle: author.username,
        displayName: author.name ? unescapeHtml(author.name) : null,
        url: `https://x.com/${author.username}`,
        avatarUrl: author.profile_image_url ?? null,
        followers: author.public_metrics?.followers_count ?? null,
        verified: author.verified ?? null,
      },
    };
  });
}
