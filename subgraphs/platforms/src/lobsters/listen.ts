import { htmlToText } from '@tributary/kit/text';
import { conditional, openListenClient, validatorsOf } from '../listen/client.ts';
import { createItem, type Item, NO_AUTHOR } from '../listen/item.ts';
import { distinct, linksInHtml } from '../listen/links.ts';
import { readNewestFirst } from '../listen/newest-first.ts';
import { inParallel } from '../listen/parallel.ts';
import type { ListenPart } from '../listen/source.ts';
import { orMissing } from '../statistics/statistics-source.ts';
import { readAs } from '../vendor-json.ts';
import { Stories, Story } from './api.ts';
import type { settings } from './client.ts';

const MINUTE = 60_000;

/** The newest stories. */
export const listen: ListenPart<typeof settings> = {
  keyless: true,
  requires: 'nothing',
  retentionDays: null,
  // The throttles of the software, for each address.
  quota: [
    { units: 4, windowMs: 1_000 },
    { units: 30, windowMs: MINUTE },
    { units: 100, windowMs: 10 * MINUTE },
    { units: 400, windowMs: 60 * MINUTE },
  ],
  open({ settings, policy, budget }) {
    const baseUrl = settings.LOBSTERS_URL;
    const client = openListenClient({ name: 'lobsters', baseUrl }, { policy, budget });
    return {
      tail: {
        intervalMs: 5 * MINUTE,
        poll: (cursor, { signal }) =>
          readNewestFirst(cursor, 0, (page, known) => {
            const path = page === null ? '/newest.json' : `/newest/page/${page}.json`;
            const request = { operation: 'newest', path, headers: conditional(known), signal };
            return client.ask(request, (body, headers) => {
              if (body === undefined) return null;
              const stories = readAs(Stories)(body);
              const items = stories.map((story) => toItem(story, baseUrl)).filter((item) => item !== null);
              const next = stories.length > 0 ? String(Number(page ?? 1) + 1) : null;
              return { items, next, ...(page === null ? { validators: validatorsOf(headers) } : {}) };
            });
          }),
      },
      recheck: (ids, { signal }) =>
        inParallel(ids, 1, async (id) => {
          const request = { operation: 'story', path: `/s/${encodeURIComponent(id)}.json`, signal };
          const story = await orMissing(() => client.ask(request, readAs(Story)));
          return story ? toItem(story, baseUrl) : 'deleted';
        }),
    };
  },
};

function toItem(story: Story, baseUrl: string): Item | null {
  const { short_id, created_at, submitter_user: submitter } = story;
  if (!created_at) return null;
  const name = typeof submitter === 'object' ? submitter.username : submitter;
  const html = story.description ?? '';
  return createItem({
    platform: 'lobsters',
    nativeId: short_id,
    url: story.short_id_url ?? `${baseUrl}/s/${short_id}`,
    kind: 'post',
    title: story.title ?? null,
    text: html ? htmlToText(html) : (story.description_plain ?? ''),
    author: name
      ? { ...NO_AUTHOR, nativeId: name, handle: name, url: `${baseUrl}/~${encodeURIComponent(name)}` }
      : NO_AUTHOR,
    createdAt: new Date(created_at),
    metrics: {
      likes: story.score ?? null,
      comments: story.comment_count ?? null,
      shares: null,
      views: null,
    },
    links: distinct([story.url, ...linksInHtml(html)]),
    tags: story.tags ?? [],
  });
}
