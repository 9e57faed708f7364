import type { Vendor, VendorRequest, VendorResponse } from '../stand-in.ts';
import { DRIFT, escapeHtml, newestFirst, PAGE, type PublicPost } from './public-post.ts';

/** Reddit: its API, its log-in and its Atom feeds. The subreddit `nowhere` does not exist. */
export function reddit(posts: readonly PublicPost[]): Vendor {
  return {
    answer({ path, query, headers, scenario }: VendorRequest): VendorResponse {
      if (path === '/api/v1/access_token')
        return {
          body: { access_token: 'token-of-the-app', token_type: 'bearer', expires_in: 86_400, scope: '*' },
        };
      if (path.startsWith('/r/nowhere')) return { status: 404, body: { message: 'Not Found', error: 404 } };
      const listed = scenario === 'empty' ? [] : newestFirst(posts);
      const thread = /^\/comments\/(\w+)/.exec(path)?.[1];
      if (thread) {
        const post = posts.find((each) => nameOf(each) === `t3_${thread}` && !each.deleted);
        if (!post) return { status: 404, body: { message: 'Not Found', error: 404 } };
        if (path.endsWith('.rss')) return atom([post], headers['user-agent'] ?? '', COMMENTS);
        const most = Number(query.get('limit') ?? 100);
        return { body: [listingOf([link(post, scenario)]), listingOf(COMMENTS.slice(0, most).map(comment))] };
      }
      if (path.endsWith('.rss')) return atom(listed, headers['user-agent'] ?? '');
      const ids = query.get('id')?.split(',');
      // A deleted post is still listed by its id.
      const found = ids ? posts.filter((post) => ids.includes(nameOf(post))) : listed;
      const from =
        scenario === 'repeated' ? 0 : found.findIndex((post) => nameOf(post) === query.get('after')) + 1;
      const shown = ids ? found : found.slice(from, from + PAGE);
      const after = shown.length > 0 && from + PAGE < found.length ? nameOf(shown.at(-1)!) : null;
      const children = shown.map((post) => ({ kind: 't3', data: link(post, scenario) }));
      return {
        headers: { 'x-ratelimit-used': '4', 'x-ratelimit-remaining': '96.0', 'x-ratelimit-reset': '60' },
        body: {
          kind: 'Listing',
          data: {
            after,
            before: null,
            dist: children.length,
            children,
            ...(scenario === 'drifted' ? DRIFT : {}),
          },
        },
      };
    },
    limited: () => ({
      status: 429,
      headers: { 'x-ratelimit-used': '100', 'x-ratelimit-remaining': '0.0', 'x-ratelimit-reset': '60' },
      body: { message: 'Too Many Requests', error: 429 },
    }),
    expired: { status: 401, body: { message: 'Unauthorized', error: 401 } },
  };
}

const nameOf = ({ number }: PublicPost) => `t3_1a${number}`;

/** Texts of the comments on every post. */
const COMMENTS = ['Green tea too?', 'Only black tea.', 'No tea at all.'];

function listingOf(things: readonly object[]): object {
  return { kind: 'Listing', data: { after: null, children: things.map((data) => ({ kind: 't1', data })) } };
}

function comment(body: string, index: number): object {
  return {
    name: `t1_2b${index}`,
    id: `2b${index}`,
    body,
    author: 'somebody_else',
    author_fullname: 't2_8',
    subreddit: 'tea',
    permalink: `/r/tea/comments/1a1/on_tea/2b${index}/`,
    link_id: 't3_1a1',
    parent_id: 't3_1a1',
    score: 3 - index,
    created_utc: 1_767_225_600 + index,
  };
}

function link(post: PublicPost, scenario: string): object {
  const { number, at, text, deleted } = post;
  return {
    name: nameOf(post),
    id: `1a${number}`,
    title: 'On tea',
    selftext: deleted ? '[deleted]' : text,
    author: deleted ? '[deleted]' : 'someone',
    author_fullname: 't2_7',
    subreddit: 'tea',
    permalink: `/r/tea/comments/1a${number}/on_tea/`,
    url: `https://www.reddit.com/r/tea/comments/1a${number}/on_tea/`,
    created_utc: at / 1_000,
    removed_by_category: null,
    edited: false,
    ...(scenario === 'hidden' ? {} : { score: 9, num_comments: 2, num_crossposts: 1 }),
    ...(scenario === 'drifted' ? { ...DRIFT, num_comments: 'two', edited: 1_700_000_000.5 } : {}),
  };
}

function atom(posts: readonly PublicPost[], agent: string, comments: readonly string[] = []): VendorResponse {
  if (agent === '') return { status: 403, body: 'Blocked' };
  const entries = posts.map((post) => {
    const url = `https://www.reddit.com/r/tea/comments/1a${post.number}/on_tea/?feed=the-feed-token`;
    const html = `<!-- SC_OFF --><div class="md"><p>${escapeHtml(post.text)}</p></div><!-- SC_ON --> &#32; submitted by &#32; <a href="https://www.reddit.com/user/someone"> /u/someone </a>`;
    return `<entry><author><name>/u/someone</name><uri>https://www.reddit.com/user/someone</uri></author>
      <category term="tea" label="r/tea"/><content type="html">${escapeHtml(html)}</content><id>${nameOf(post)}</id>
      <link href="${escapeHtml(url)}"/><updated>${new Date(post.at).toISOString()}</updated>
      <published>${new Date(post.at).toISOString()}</published><title>On tea</title></entry>`;
  });
  for (const [index, text] of comments.entries()) {
    const html = escapeHtml(`<!-- SC_OFF --><div class="md"><p>${text}</p></div><!-- SC_ON -->`);
    entries.push(`<entry><author><name>/u/somebody_else</name></author><category term="tea" label="r/tea"/>
      <content type="html">${html}</content><id>t1_2b${index}</id>
      <link href="https://www.reddit.com/r/tea/comments/1a1/on_tea/2b${index}/"/>
      <updated>2026-01-01T00:00:0${index}Z</updated><published>2026-01-01T00:00:0${index}Z</published>
      <title>/u/somebody_else on On tea</title></entry>`);
  }
  return {
    headers: { 'content-type': 'application/atom+xml' },
    body: `<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom"><id>/r/tea/new/.rss</id>
      <title>newest submissions : tea</title><updated>2026-01-01T00:00:00Z</updated>${entries.join('')}</feed>`,
  };
}
