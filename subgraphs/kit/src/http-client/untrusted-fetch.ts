import type { RequestInit, Response } from 'undici';
import { boundedFetch } from './bounded.ts';
import { anywhere, publicOnly } from './private-address.ts';

/** How an address that somebody has written is fetched. */
export interface UntrustedFetch {
  /** Most bytes of the body. */
  readonly limit: number;
  /** Whether it may be at a private address. */
  readonly allowPrivate: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/**
 * Fetches an address that a customer or a web page has written. Redirects are followed; every connection on the way is
 * refused that would lead to a private address.
 */
export function fetchUntrusted(
  url: URL,
  { limit, allowPrivate, headers, signal }: UntrustedFetch,
): Promise<Response> {
  const dispatcher = allowPrivate ? anywhere() : publicOnly();
  const init: RequestInit = { headers, signal, redirect: 'follow', dispatcher };
  return boundedFetch(url, limit, init);
}
