import { openListenClient } from '../listen/client.ts';
import { createItem, type Item, NO_AUTHOR } from '../listen/item.ts';
import { distinct, linksInText } from '../listen/links.ts';
import { readNewestFirst } from '../listen/newest-first.ts';
import { inParallel } from '../listen/parallel.ts';
import type { ListenPart } from '../listen/source.ts';
import { orMissing } from '../statistics/statistics-source.ts';
import { readAs } from '../vendor-json.ts';
import { ListedArticle, ListedArticles } from './api.ts';
import { endpoint, type settings } from './client.ts';

const PAGE_SIZE = 100;

/**
 * The newest articles, with their descriptions; the API has no search by words. A match is
 * completed with the text of the article.
 */
export const listen: ListenPart<typeof settings> = {
  keyless: true,
  requires: 'nothing',
  retentionDays: null,
  // The API states no limit and answers bursts with 429.
  quota: [{ units: 30, windowMs: 30_000 }],
  open({ settings, policy, budget }) {
    const client = openListenClient(endpoint(settings), { policy, budget });
    const read = (id: string, signal: AbortSignal) =>
      orMissing(() =>
        client.ask(
          { operation: 'article', path: `/articles/${encodeURIComponent(id)}`, signal },
          readAs(ListedArticle),
        ),
      );
    return {
      tail: {
        intervalMs: 2 * 60_000,
        poll: (cursor, { signal }) =>
          readNewestFirst(cursor, 0, async (page) => {
            const query = { per_page: PAGE_SIZE, page: page ?? '1' };
            const request = { operation: 'newest', path: '/articles/latest', query, signal };
            const articles = await client.ask(request, readAs(ListedArticles));
            const items = articles.map(toItem).filter((item) => item !== null);
            return { items, next: articles.length > 0 ? String(Number(page ?? 1) + 1) : null };
          }),
      },
      complete: (items, { signal }) =>
        inParallel(items, 2, async (item) => {
          const article = await read(item.nativeId, signal);
          return (article?.body_markdown ? toItem(article) : null) ?? item;
        }),
      recheck: (ids, { signal }) =>
        inParallel(ids, 2, async (id) => {
          const article = await read(id, signal);
          return article ? toItem(article) : 'deleted';
        }),
    };
  },
};

function toItem(article: ListedArticle): Item | null {
  const { id, url, user, published_timestamp, cover_image } = article;
  if (!url || !published_timestamp) return null;
  const text = article.body_markdown ?? article.description ?? '';
  const site = new URL(url).origin;
  return createItem({
    platform: 'devto',
    nativeId: id,
    url,
    kind: 'post',
    title: article.title ?? null,
    text,
    author: {
      ...NO_AUTHOR,
      nativeId: user?.user_id ?? null,
      handle: user?.username ?? null,
      displayName: user?.name ?? null,
      url: user?.username ? `${site}/${user.username}` : null,
      avatarUrl: user?.profile_image ?? null,
    },
    createdAt: new Date(published_timestamp),
    metrics: {
      likes: article.public_reactions_count ?? null,
      comments: article.comments_count ?? null,
      shares: null,
      views: null,
    },
    media: cover_image ? [{ type: 'photo', url: cover_image, alt: null }] : [],
    links: distinct(linksInText(text)),
    tags: article.tag_list ?? [],
  });
}
