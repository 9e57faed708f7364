import type { Vendor, VendorRequest, VendorResponse } from '../stand-in.ts';
import { DRIFT, escapeHtml, PAGE, type PublicPost } from './public-post.ts';

/** Ids of statuses; the oldest ones have a digit less. */
const FIRST_ID = 999_999_999_999_997;

/** A Mastodon server; `access` is its configuration.timelines_access. */
export function mastodon(posts: readonly PublicPost[], access?: object): Vendor {
  return {
    answer({ path, query, headers, scenario }: VendorRequest): VendorResponse {
      if (path === '/api/v2/instance')
        return { body: { version: '4.5.0', configuration: { timelines_access: access } } };
      if (path === '/api/v1/gone/api/v2/instance') return { status: 404, body: { error: 'Not Found' } };
      const url = `http://${headers.host}`;
      const single = /\/api\/v1\/statuses\/(\d+)$/.exec(path)?.[1];
      const listed = posts.filter(({ deleted }) => !deleted);
      if (single) {
        const post = listed.find(({ number }) => idOf(number) === single);
        return post
          ? { body: status(post, url, scenario) }
          : { status: 404, body: { error: 'Record not found' } };
      }
      const context = /\/api\/v1\/statuses\/(\d+)\/context$/.exec(path)?.[1];
      if (context) {
        const others = listed.filter(({ number }) => idOf(number) !== context);
        return { body: { ancestors: [], descendants: others.map((post) => status(post, url, scenario)) } };
      }
      const minId = query.get('min_id');
      const after = listed.filter(({ number }) => !minId || BigInt(idOf(number)) > BigInt(minId));
      // With min_id a page is the oldest part, still newest first.
      const page = minId ? after.slice(0, PAGE) : after.slice(-PAGE);
      const shown = scenario === 'empty' ? [] : scenario === 'repeated' ? listed.slice(0, PAGE) : page;
      return { body: shown.toReversed().map((post) => status(post, url, scenario)) };
    },
    limited: () => ({
      status: 429,
      headers: {
        'x-ratelimit-limit': '300',
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': new Date(Date.now() + 60_000).toISOString(),
      },
      body: { error: 'Too many requests' },
    }),
    expired: { status: 401, body: { error: 'The access token is invalid' } },
  };
}

function idOf(number: number): string {
  return String(FIRST_ID + number);
}

function status({ number, at, text }: PublicPost, url: string, scenario: string): object {
  const id = idOf(number);
  const counts = { favourites_count: 3, replies_count: 1, reblogs_count: 2 };
  return {
    id,
    uri: `${url}/users/someone/statuses/${id}`,
    url: `${url}/@someone/${id}`,
    created_at: new Date(at).toISOString(),
    content:
      `<p>${escapeHtml(text)}</p><p><a href="https://example.org/a">example.org/a</a> ` +
      `<a href="${url}/tags/tea" class="mention hashtag" rel="tag">#<span>tea</span></a></p>`,
    visibility: 'public',
    language: 'en',
    spoiler_text: '',
    in_reply_to_id: null,
    reblog: null,
    account: {
      id: '7',
      acct: 'someone',
      display_name: 'Some One',
      url: `${url}/@someone`,
      ...(scenario === 'hidden' ? {} : { followers_count: 12 }),
    },
    media_attachments: [],
    tags: [{ name: 'tea', url: `${url}/tags/tea` }],
    ...(scenario === 'hidden' ? {} : counts),
    ...(scenario === 'drifted' ? { ...DRIFT, media_attachments: 'none', language: 5, tags: null } : {}),
  };
}
