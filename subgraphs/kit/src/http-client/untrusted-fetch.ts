import type { RequestInit, Response } from 'undici';
import { boundedFetch } from './bounded.ts';
import { anywhere, publicOnly } from './private-address.ts';

/** Options of a fetch of an untrusted URL. */
export interface UntrustedFetch {
  /** The maximum size of the body, in bytes. */
  readonly limit: number;
  /** Whether private addresses are allowed. */
  readonly allowPrivate: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/**
 * Fetches a URL from a customer or a web page. It follows redirects, and rejects every connection
 * to a private address.
 */
export function fetchUntrusted(
  url: URL,
  { limit, allowPrivate, headers, signal }: UntrustedFetch,
): Promise<Response> {
  const dispatcher = allowPrivate ? anywhere() : publicOnly();
  const init: RequestInit = { headers, signal, redirect: 'follow', dispatcher };
  return boundedFetch(url, limit, init);
}
