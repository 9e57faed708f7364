import { createHash } from 'node:crypto';

/** Query parameters that record where a link was shared and do not affect its target. */
const TRACKING = /^(?:utm_\w+|fbclid|gclid|igshid?|si|ref_src|ref_url|share_id|rdt|mc_[ce]id|cmpid)$/i;

/** Alternative URLs that platforms have for one text, with the canonical one. */
const SAME: readonly [
  host: RegExp,
  path: RegExp,
  address: (found: RegExpExecArray, url: URL) => string | null,
][] = [
  [
    /^(?:x|twitter|fxtwitter|vxtwitter|fixupx)\.com$/,
    /\/status(?:es)?\/(\d+)/,
    ([, id]) => `x.com/i/status/${id}`,
  ],
  [
    /^reddit\.com$/,
    /\/comments\/(\w+)(?:\/[^/]*(?:\/(\w+))?)?/,
    ([, post, comment]) => `reddit.com/comments/${[post, comment].filter(Boolean).join('/')}`,
  ],
  [/^redd\.it$/, /^\/(\w+)\/?$/, ([, post]) => `reddit.com/comments/${post}`],
  // The author is a handle or a DID, and a handle may change; the key has the time in microseconds.
  [/^bsky\.app$/, /^\/profile\/[^/]+\/post\/([\w.~-]+)/, ([, key]) => `bsky.app/post/${key}`],
  [/^youtu\.be$/, /^\/([\w-]{11})/, ([, id]) => `youtube.com/watch?v=${id}`],
  [/^youtube\.com$/, /^\/(?:shorts|live|embed)\/([\w-]{11})/, ([, id]) => `youtube.com/watch?v=${id}`],
  [/^youtube\.com$/, /^\/watch/, (_, { searchParams }) => videoOf(searchParams.get('v'))],
  // A status of any Mastodon server.
  [
    /./,
    /^\/(?:web\/)?(?:@[\w.-]+(?:@[\w.-]+)?|users\/[\w.-]+\/statuses)\/(\d{15,25})\/?$/,
    ([, id], { host }) => `${host}/statuses/${id}`,
  ],
];

/**
 * Returns the canonical address of a text on its platform, so that different spellings compare
 * equal: without scheme, `www.` and similar prefixes, fragment, tracking parameters and trailing
 * slash. Null if it is not an http URL.
 */
export function normalAddress(address: string): string | null {
  const url = URL.parse(address);
  if (!url || !/^https?:$/.test(url.protocol)) return null;
  const host = url.hostname.replace(/^(?:www|m|mobile|old|new|np)\./, '');
  for (const [hosts, paths, addressOf] of SAME) {
    const found = hosts.test(host) ? paths.exec(url.pathname) : null;
    const same = found && addressOf(found, url);
    if (same) return same;
  }
  const parameters = [...url.searchParams].filter(([name]) => !TRACKING.test(name)).sort();
  const query = new URLSearchParams(parameters).toString();
  const path = url.pathname.replace(/\/+$/, '');
  return `${host}${url.port ? `:${url.port}` : ''}${path}${query ? `?${query}` : ''}`;
}

/**
 * Returns a 64-bit hash of a text's {@link normalAddress}, in base64url; null if it is not an http
 * URL.
 */
export function addressKey(address: string): string | null {
  const normal = normalAddress(address);
  return normal && createHash('sha256').update(normal).digest().subarray(0, 8).toString('base64url');
}

function videoOf(id: string | null): string | null {
  return id && `youtube.com/watch?v=${id}`;
}
