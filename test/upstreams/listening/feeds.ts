import type { Vendor, VendorResponse } from '../stand-in.ts';
import { escapeHtml, newestFirst, type PublicPost } from './public-post.ts';

/** Formats of feeds. */
export type FeedFormat = 'rss' | 'atom' | 'rdf' | 'json';

/** A web site with a feed at every path but `/none`, which is a page. */
export function feeds(posts: readonly PublicPost[], format: FeedFormat = 'rss'): Vendor {
  return {
    answer({ path, scenario }): VendorResponse {
      if (path === '/none') return { headers: { 'content-type': 'text/html' }, body: '<html>Welcome</html>' };
      const listed = scenario === 'empty' ? [] : newestFirst(posts);
      const drift = scenario === 'drifted' ? '<tomorrow:new xmlns:tomorrow="urn:t">x</tomorrow:new>' : '';
      return { headers: { 'content-type': 'application/xml' }, body: WRITE[format](listed, drift) };
    },
    limited: () => ({ status: 429, headers: { 'retry-after': '60' }, body: 'Too many requests' }),
    expired: { status: 401, body: 'Unauthorized' },
  };
}

const linkOf = ({ number }: PublicPost) => `https://blog.example/${number}`;
const twice = (text: string) => escapeHtml(`<p>${escapeHtml(text)}</p>`);

const WRITE: Readonly<Record<FeedFormat, (posts: readonly PublicPost[], drift: string) => string>> = {
  rss: (
    posts,
    drift,
  ) => `<?xml version="1.0"?><rss version="2.0"><channel><title>A blog</title><link>https://blog.example</link>
    <description>On tea</description>${drift}${posts.map(
      (post) => `<item><title>On tea</title><link>${linkOf(post)}</link><guid>${linkOf(post)}</guid>
      <pubDate>${new Date(post.at).toUTCString()}</pubDate><category>tea</category>${drift}
      <description>${twice(post.text)}</description></item>`,
    )}</channel></rss>`,
  atom: (
    posts,
  ) => `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>A blog</title><id>urn:b</id>
    <updated>2026-01-01T00:00:00Z</updated>${posts.map(
      (post) => `<entry><title>On tea</title><link href="${linkOf(post)}"/><id>${linkOf(post)}</id>
      <author><name>Some One</name></author><updated>${new Date(post.at).toISOString()}</updated>
      <content type="html">${twice(post.text)}</content></entry>`,
    )}</feed>`,
  rdf: (posts) => `<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://blog.example">
    <title>A blog</title><link>https://blog.example</link><description>On tea</description></channel>${posts.map(
      (post) => `<item rdf:about="${linkOf(post)}"><title>On tea</title><link>${linkOf(post)}</link>
      <dc:date>${new Date(post.at).toISOString()}</dc:date><description>${twice(post.text)}</description></item>`,
    )}</rdf:RDF>`,
  json: (posts) =>
    JSON.stringify({
      version: 'https://jsonfeed.org/version/1.1',
      title: 'A blog',
      items: posts.map((post) => ({
        id: linkOf(post),
        url: linkOf(post),
        title: 'On tea',
        content_text: post.text,
        date_published: new Date(post.at).toISOString(),
      })),
    }),
};
