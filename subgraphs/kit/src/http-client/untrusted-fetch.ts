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
  /** Whether redirects are followed, or returned to the caller. Default: followed. */
  readonly redirect?: 'follow' | 'manual';
  readonly signal: AbortSignal;
}

/**
 * Fetches a URL from a customer or a web page, and rejects every connection to a private address,
 * also after redirects.
 */
export function fetchUntrusted(
  url: URL,
  { limit, allowPrivate, headers, signal, redirect = 'follow' }: UntrustedFetch,
): Promise<Response> {
  const dispatcher = allowPrivate ? anywhere() : publicOnly();
  const init: RequestInit = { headers, signal, redirect, dispatcher };
  return boundedFetch(url, limit, init);
}
