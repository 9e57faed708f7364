import { UpstreamError } from '@tributary/kit/http-client';
import { Type } from 'typebox';
import { openListenClient } from '../listen/client.ts';
import { createItem, type Item } from '../listen/item.ts';
import { searchBatch } from '../listen/search-page.ts';
import type { ListenPart } from '../listen/source.ts';
import { optional, readAs, text, url } from '../vendor-json.ts';
import type { settings } from './client.ts';

/** GDELT allows one request in five seconds; a client that ignores it is excluded for longer. */
const SPACING = 5_000;
const PAUSE = 60_000;
/** Maximum number of articles of a response; there is no second page. */
const MAX_ARTICLES = 250;

const Article = Type.Object({
  url,
  title: text,
  seendate: text,
  socialimage: url,
  domain: text,
  language: text,
});

/** Without articles, the response is an empty object. */
const Articles = Type.Object({ articles: optional(Type.Array(Article)) });

/** News articles by search, of which GDELT knows the title only. */
export const listen: ListenPart<typeof settings> = {
  keyless: true,
  requires: 'nothing; GDELT asks to be named as the source',
  retentionDays: null,
  quota: [{ units: 1, windowMs: SPACING }],
  open({ settings, policy, budget }) {
    const endpoint = { name: 'gdelt', baseUrl: settings.GDELT_URL, classify };
    const client = openListenClient(endpoint, { policy, budget });
    let pausedUntil = 0;
    return {
      search: {
        intervalMs: 15 * 60_000,
        pageCost: { units: 1 },
        pageSize: MAX_ARTICLES,
        async search(request, { signal }) {
          const left = pausedUntil - policy.clock();
          if (left > 0) throw limited(left);
          const query = {
            query: request.query,
            mode: 'artlist',
            format: 'json',
            sort: 'datedesc',
            maxrecords: MAX_ARTICLES,
            startdatetime: request.since.toISOString().slice(0, 19).replace(/\D/g, ''),
          };
          const asked = {
            operation: 'search',
            path: '/api/v2/doc/doc',
            query,
            answer: 'text' as const,
            signal,
          };
          try {
            const { articles } = await client.ask(asked, (body) => readAs(Articles)(parse(String(body))));
            return searchBatch(
              (articles ?? []).map(toItem).filter((item) => item !== null),
              null,
              request,
            );
          } catch (error) {
            if (!(error instanceof UpstreamError) || error.fault !== 'limited') throw error;
            pausedUntil = policy.clock() + PAUSE;
            throw limited(PAUSE);
          }
        },
      },
    };
  },
};

/** A rate limit is answered in words, at times with status 200. */
function classify(_: number, body: unknown) {
  return typeof body === 'string' && /limit requests to one every/i.test(body)
    ? ('limited' as const)
    : undefined;
}

function limited(retryAfter: number): UpstreamError {
  const reason = 'allows one request in five seconds';
  return new UpstreamError('limited', `gdelt ${reason}.`, { retryAfter, reason });
}

/** Parses a response; what is wrong with a query is said in plain text. */
function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    const isHtml = body.trimStart().startsWith('<');
    const reason = isHtml
      ? 'The response is not JSON.'
      : `GDELT refuses the query: ${body.trim().slice(0, 200)}`;
    throw new UpstreamError(isHtml ? 'malformed' : 'refused', reason, { cause });
  }
}

function toItem(article: ReturnType<ReturnType<typeof readAs<typeof Article>>>): Item | null {
  const createdAt = seenAt(article.seendate ?? '');
  if (!article.url || !createdAt) return null;
  return createItem({
    platform: 'gdelt',
    nativeId: article.url,
    url: article.url,
    kind: 'post',
    title: article.title ?? null,
    text: '',
    language: LANGUAGES[article.language ?? ''] ?? null,
    createdAt,
    community: article.domain ?? null,
    media: article.socialimage ? [{ type: 'photo', url: article.socialimage, alt: null }] : [],
  });
}

/** Parses `20261120T101500Z`. */
function seenAt(text: string): Date | null {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (!parts) return null;
  const [, year, month, day, hour, minute, second] = parts;
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

/** Tags of the languages that most articles are in. */
const LANGUAGES: Readonly<Record<string, string>> = {
  Arabic: 'ar',
  Chinese: 'zh',
  Dutch: 'nl',
  English: 'en',
  French: 'fr',
  German: 'de',
  Greek: 'el',
  Hindi: 'hi',
  Indonesian: 'id',
  Italian: 'it',
  Japanese: 'ja',
  Korean: 'ko',
  Polish: 'pl',
  Portuguese: 'pt',
  Romanian: 'ro',
  Russian: 'ru',
  Spanish: 'es',
  Swedish: 'sv',
  Turkish: 'tr',
  Ukrainian: 'uk',
  Vietnamese: 'vi',
};
