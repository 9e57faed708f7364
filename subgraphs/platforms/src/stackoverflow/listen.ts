import { UpstreamError } from '@tributary/kit/http-client';
import { htmlToText, unescapeHtml } from '@tributary/kit/text';
import { type ClientServices, openListenClient } from '../listen/client.ts';
import { createItem, type Item, NO_AUTHOR } from '../listen/item.ts';
import { linksInHtml } from '../listen/links.ts';
import { readNewestFirst } from '../listen/newest-first.ts';
import { numberedBatch, pageNumber } from '../listen/search-page.ts';
import type { ItemState, ListenPart } from '../listen/source.ts';
import { readAs } from '../vendor-json.ts';
import { type Question, Questions } from './api.ts';
import { endpoint, type StackExchangeSettings, type settings } from './client.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const PAGE_SIZE = 100;
/** Questions appear in lists some seconds late. */
const OVERLAP = MINUTE;

/** New questions; earlier ones by search. Without a key, an address has 300 requests a day. */
export const listen: ListenPart<typeof settings> = {
  keyless: true,
  requires: 'nothing; STACKEXCHANGE_KEY for more than 300 requests a day',
  retentionDays: null,
  quota: [{ units: 10_000, windowMs: DAY }],
  open({ settings, policy, budget }) {
    const ask = openMethods(settings, { policy, budget });
    const hasKey = settings.STACKEXCHANGE_KEY !== '';
    return {
      tail: {
        // 240 of 300 requests a day; the rest is for searches.
        intervalMs: hasKey ? MINUTE : 6 * MINUTE,
        poll: (cursor, { signal }) =>
          readNewestFirst(cursor, OVERLAP, async (page) => {
            const { items, has_more } = await ask('/questions', { page: page ?? '1' }, signal);
            return { items: toItems(items), next: has_more ? String(Number(page ?? 1) + 1) : null };
          }),
      },
      search: {
        intervalMs: hasKey ? 15 * MINUTE : 6 * 60 * MINUTE,
        pageCost: { units: 1 },
        pageSize: PAGE_SIZE,
        async search(request, { signal }) {
          const page = pageNumber(request.cursor, 1);
          const fromdate = Math.floor(request.since.getTime() / 1_000);
          const query = { q: request.query, fromdate, page };
          const { items, has_more } = await ask('/search/advanced', query, signal);
          return numberedBatch(toItems(items), has_more ? page + 1 : null, request);
        },
      },
      async recheck(ids, { signal }) {
        const found = new Map<string, Item>();
        for (let from = 0; from < ids.length; from += PAGE_SIZE) {
          const some = ids.slice(from, from + PAGE_SIZE).join(';');
          const { items } = await ask(`/questions/${some}`, {}, signal);
          for (const item of toItems(items)) found.set(item.nativeId, item);
        }
        return ids.map((id): ItemState => found.get(id) ?? 'deleted');
      },
    };
  },
};

type Ask = (path: string, query: Record<string, string | number>, signal: AbortSignal) => Promise<Questions>;

/**
 * Opens the methods of the API. A response can ask to wait (`backoff`) before the next request; an
 * exhausted quota blocks the budget until the next day.
 */
function openMethods(settings: StackExchangeSettings, services: ClientServices): Ask {
  const client = openListenClient(endpoint(settings), services);
  const { clock } = services.policy;
  let pausedUntil = 0;
  return async (path, query, signal) => {
    const left = pausedUntil - clock();
    if (left > 0) throw limited(left);
    const full = {
      site: settings.STACKEXCHANGE_SITE,
      sort: 'creation',
      order: 'desc',
      filter: 'withbody',
      pagesize: PAGE_SIZE,
      ...(settings.STACKEXCHANGE_KEY ? { key: settings.STACKEXCHANGE_KEY } : {}),
      ...query,
    };
    try {
      const read = readAs(Questions);
      const found = await client.ask({ operation: 'questions', path, query: full, signal }, read);
      if (found.backoff) pausedUntil = clock() + found.backoff * 1_000;
      if (found.quota_remaining === 0) await services.budget.observe(0, nextDay(clock()));
      return found;
    } catch (error) {
      if (!(error instanceof UpstreamError) || error.fault !== 'limited') throw error;
      const seconds = secondsIn(error.body) ?? 60;
      pausedUntil = Math.max(pausedUntil, clock() + seconds * 1_000);
      throw limited(pausedUntil - clock());
    }
  };
}

function limited(retryAfter: number): UpstreamError {
  const reason = 'asks to wait before the next request';
  return new UpstreamError('limited', `stackoverflow ${reason}.`, { retryAfter, reason });
}

/** Parses `more requests available in 60 seconds`. */
function secondsIn(body: unknown): number | null {
  const { error_message } = (body ?? {}) as { error_message?: unknown };
  const seconds = /available in (\d+) seconds/.exec(String(error_message))?.[1];
  return seconds ? Number(seconds) : null;
}

/** The quota of a day begins at midnight UTC. */
function nextDay(now: number): number {
  return (Math.floor(now / DAY) + 1) * DAY;
}

function toItems(questions: readonly Question[]): Item[] {
  return questions.map(toItem).filter((item) => item !== null);
}

function toItem(question: Question): Item | null {
  const { question_id, link, body, owner, creation_date } = question;
  if (!creation_date || !link) return null;
  return createItem({
    platform: 'stackoverflow',
    nativeId: question_id,
    url: link,
    kind: 'post',
    title: question.title ? unescapeHtml(question.title) : null,
    text: htmlToText(body ?? ''),
    author: {
      ...NO_AUTHOR,
      nativeId: owner?.user_id ?? null,
      displayName: owner?.display_name ? unescapeHtml(owner.display_name) : null,
      url: owner?.link ?? null,
      avatarUrl: owner?.profile_image ?? null,
    },
    createdAt: new Date(creation_date),
    metrics: {
      likes: question.score ?? null,
      comments: question.answer_count ?? null,
      shares: null,
      views: question.view_count ?? null,
    },
    links: linksInHtml(body ?? ''),
    tags: question.tags ?? [],
  });
}
