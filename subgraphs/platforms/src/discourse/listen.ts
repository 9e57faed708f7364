import { UpstreamError } from '@tributary/kit/http-client';
import { htmlToText, unescapeHtml } from '@tributary/kit/text';
import { type StaticDecode, Type } from 'typebox';
import { type ListenClient, openServerClients } from '../listen/client.ts';
import { createItem, type Item, NO_AUTHOR } from '../listen/item.ts';
import { distinct, linksInHtml } from '../listen/links.ts';
import { readNewestFirst } from '../listen/newest-first.ts';
import { inParallel } from '../listen/parallel.ts';
import { serverUrl } from '../listen/server-url.ts';
import type { ItemState, ListenPart } from '../listen/source.ts';
import { orMissing } from '../statistics/statistics-source.ts';
import { count, id, ifValid, readAs, text, time } from '../vendor-json.ts';

const MINUTE = 60_000;
/** The id of likes among the actions of a post. */
const LIKE = 2;

const Post = Type.Object({
  id,
  username: text,
  name: text,
  created_at: time,
  cooked: text,
  post_number: ifValid(Type.Integer()),
  topic_id: id,
  topic_slug: text,
  topic_title: text,
  reply_count: count,
  reads: count,
  deleted_at: text,
  actions_summary: ifValid(Type.Array(Type.Object({ id: Type.Integer(), count }))),
});
type Post = StaticDecode<typeof Post>;

const LatestPosts = Type.Object({ latest_posts: Type.Array(Post) });

/** New posts of the forums that trackers name. Many forums forbid anonymous search. */
export const listen: ListenPart<Record<never, never>> = {
  keyless: true,
  requires: 'nothing; a tracker names its forums',
  retentionDays: null,
  // Each forum allows about 60 requests a minute and address.
  quota: [{ units: 60, windowMs: MINUTE }],
  open({ policy, budget }) {
    const clientOf = openServerClients((baseUrl) => ({ name: 'discourse', baseUrl }), { policy, budget });
    return {
      places: {
        intervalMs: 2 * MINUTE,
        async check(place, { signal }) {
          try {
            await readPosts(clientOf(urlOf(place)), null, signal);
            return null;
          } catch (error) {
            if (!(error instanceof UpstreamError) || signal.aborted) throw error;
            if (error.fault === 'malformed' || error.fault === 'missing')
              return 'There is no Discourse forum at this address.';
            if (error.fault === 'credentials') return 'This forum does not show its posts to the public.';
            return error.status === null && error.fault === 'refused' && error.message.startsWith('A place')
              ? error.message
              : `The forum cannot be read: it ${error.reason}.`;
          }
        },
        poll(place, cursor, { signal }) {
          const url = urlOf(place);
          return readNewestFirst(cursor, 0, async (before) => {
            const posts = await readPosts(clientOf(url), before, signal);
            const oldest = Math.min(...posts.map((post) => Number(post.id)));
            return {
              items: posts.map((post) => toItem(post, url)).filter((item) => item !== null),
              next: posts.length > 0 && oldest > 1 ? String(oldest - 1) : null,
            };
          });
        },
      },
      recheck: (ids, { signal }) =>
        inParallel(ids, 2, async (nativeId): Promise<ItemState | null> => {
          const at = nativeId.lastIndexOf('#');
          const url = nativeId.slice(0, at);
          const path = `/posts/${encodeURIComponent(nativeId.slice(at + 1))}.json`;
          const request = { operation: 'post', path, signal };
          const post = await orMissing(() => clientOf(url).ask(request, readAs(Post)));
          return !post || post.deleted_at ? 'deleted' : toItem(post, url);
        }),
    };
  },
};

function urlOf(place: string): string {
  const url = serverUrl(place);
  if (!url)
    throw new UpstreamError(
      'refused',
      'A place of Discourse is the address of a forum, such as meta.discourse.org.',
    );
  return url;
}

/** Reads the newest posts of a forum, or those up to an id. */
async function readPosts(client: ListenClient, before: string | null, signal: AbortSignal): Promise<Post[]> {
  const query = before === null ? {} : { before };
  const request = { operation: 'newest', path: '/posts.json', query, signal };
  return (await client.ask(request, readAs(LatestPosts))).latest_posts;
}

function toItem(post: Post, url: string): Item | null {
  const { id, topic_id, topic_slug, post_number, username, created_at } = post;
  if (!created_at || post.deleted_at) return null;
  const html = post.cooked ?? '';
  const isReply = (post_number ?? 1) > 1;
  const topic = `${url}/t/${topic_slug ?? 'topic'}/${topic_id}`;
  return createItem({
    platform: 'discourse',
    nativeId: `${url}#${id}`,
    url: `${topic}/${post_number ?? 1}`,
    kind: isReply ? 'comment' : 'post',
    title: post.topic_title ? unescapeHtml(post.topic_title) : null,
    text: htmlToText(html),
    author: username
      ? {
          ...NO_AUTHOR,
          nativeId: `${url}/u/${username}`,
          handle: username,
          displayName: post.name ?? null,
          url: `${url}/u/${encodeURIComponent(username)}`,
        }
      : NO_AUTHOR,
    createdAt: new Date(created_at),
    community: new URL(url).host,
    metrics: {
      likes: post.actions_summary?.find((action) => action.id === LIKE)?.count ?? null,
      comments: post.reply_count ?? null,
      shares: null,
      views: post.reads ?? null,
    },
    links: distinct(linksInHtml(html)),
  });
}
