import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { RequestInit, Response } from 'undici';
import { boundedFetch } from './bounded.ts';
import { reasonOf } from './failure-reason.ts';
import { anywhere, isPublicAddress, PrivateAddressError, publicOnly } from './private-address.ts';

/** Options of a fetch of an untrusted URL. */
export interface UntrustedFetch {
  /** The maximum size of the body, in bytes. */
  readonly limit: number;
  /** Whether private addresses are allowed. */
  readonly allowPrivate: boolean;
  readonly headers: Readonly<Record<string, string>>;
  /** A body to send by POST. Default: a GET without one. */
  readonly body?: string;
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
  { limit, allowPrivate, headers, body, signal, redirect = 'follow' }: UntrustedFetch,
): Promise<Response> {
  const dispatcher = allowPrivate ? anywhere() : publicOnly();
  const init: RequestInit = { headers, signal, redirect, dispatcher };
  return boundedFetch(url, limit, body === undefined ? init : { ...init, method: 'POST', body });
}

const NOT_PUBLIC = 'its address is not public';
const UNRESOLVED = 'its host name does not resolve';

/** Returns why a fetch of an untrusted URL got no response, worded to follow the server's name. */
export function failureReason(error: unknown): string {
  if (PrivateAddressError.isBehind(error)) return NOT_PUBLIC;
  return reasonOf(error) ?? 'the connection failed';
}

/**
 * Returns why a URL from a customer could not be fetched: its host does not resolve, or has a
 * private address; null if it could. A fetch checks the address again when it connects.
 */
export async function hostRefusal({ hostname }: URL): Promise<string | null> {
  const host = hostname.replace(/^\[|\]$/g, '');
  const found = isIP(host)
    ? [{ address: host }]
    : await lookup(host, { all: true }).catch(() => [] as { address: string }[]);
  if (found.length === 0) return UNRESOLVED;
  return found.every(({ address }) => isPublicAddress(address)) ? null : NOT_PUBLIC;
}
