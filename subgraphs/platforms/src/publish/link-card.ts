import { fetchUntrusted, RESPONSE_LIMITS } from '@tributary/kit/http-client';
import { pictureSize } from './picture-size.ts';
import { readHead, summaryOf } from './web-page.ts';

/** Preview of a linked page. */
export interface LinkCard {
  readonly url: string;
  readonly title: string;
  readonly description: string;
  readonly picture: { readonly contentType: string; readonly bytes: Uint8Array } | null;
}

/** Reads the card of a page; null if the page cannot be read or has no metadata. */
export type ReadLinkCard = (
  url: string,
  most: { pictureBytes: number },
  signal: AbortSignal,
) => Promise<LinkCard | null>;

/**
 * Timeout for a page and its picture together, in milliseconds; after it the post is published
 * without a card.
 */
const TIMEOUT = 5_000;
const HEADERS = { 'user-agent': 'Tributary/0.1 (self-hosted; link preview)', accept: 'text/html,*/*;q=0.5' };

/**
 * Opens the reader of link cards. Pages at private addresses are read only if `allowPrivate` is
 * set.
 */
export function openLinkCards(allowPrivate: boolean): ReadLinkCard {
  return async (url, { pictureBytes }, signal) => {
    const within = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]);
    const get = (address: URL, limit: number) =>
      fetchUntrusted(address, { limit, allowPrivate, headers: HEADERS, signal: within });
    try {
      const page = await get(new URL(url), RESPONSE_LIMITS.page);
      const type = page.headers.get('content-type') ?? '';
      if (!page.ok || !page.body || !/^(text\/html|application\/xhtml\+xml)\b/i.test(type)) return null;
      const summary = summaryOf(await readHead(page.body, type));
      if (!summary) return null;
      const { title, description, picture } = summary;
      const address = picture === null ? null : URL.parse(picture, page.url || url);
      const read = address ? await readPicture(() => get(address, pictureBytes)) : null;
      return { url, title, description, picture: read };
    } catch {
      // A page that fails or misbehaves must not prevent publishing the post.
      return null;
    }
  };
}

async function readPicture(get: () => ReturnType<typeof fetchUntrusted>): Promise<LinkCard['picture']> {
  try {
    const response = await get();
    if (!response.ok) return null;
    const bytes = new Uint8Array(await response.arrayBuffer());
    const size = await pictureSize(bytes);
    return size ? { contentType: size.contentType, bytes } : null;
  } catch {
    return null;
  }
}
