import {
  fetchUntrusted,
  pauseOf,
  ResponseTooLargeError,
  UpstreamError,
  type UpstreamFault,
} from '@tributary/kit/http-client';
import type { Response } from 'undici';
import { userAgent } from '../client.ts';
import { type ClientServices, conditional, type Validators, validatorsOf } from '../listen/client.ts';

/** Maximum bytes of a feed. */
export const MAX_FEED = 5 * 1024 * 1024;
const MAX_REDIRECTS = 5;
const ACCEPT =
  'application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1';

/** The response to the request of a feed. */
export interface FetchedFeed {
  /** Null if the feed is unchanged. */
  readonly document: string | null;
  readonly validators: Validators;
  /** Where the feed has moved for good; the address that was requested if it has not. */
  readonly url: string;
  /** Whether the server says that the feed is gone for good (410). */
  readonly isGone: boolean;
}

/** Fetches a feed conditionally, following redirects. Throws an UpstreamError if it cannot. */
export async function fetchFeed(
  url: string,
  known: Validators,
  { policy, budget }: ClientServices,
  signal: AbortSignal,
): Promise<FetchedFeed> {
  let address = url;
  let lasting = url;
  for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
    await budget.take({ units: 1 }, signal);
    const headers = { accept: ACCEPT, 'user-agent': userAgent(policy), ...conditional(known) };
    const limits = AbortSignal.any([signal, AbortSignal.timeout(policy.timeout)]);
    const response = await request(address, headers, policy.allowPrivate === true, limits, signal);
    const { status } = response;
    const target = status >= 300 && status < 400 && status !== 304 ? response.headers.get('location') : null;
    if (target === null) return await read(response, lasting, known, policy.clock());
    await response.body?.cancel();
    const next = URL.parse(target, address);
    if (!next || !/^https?:$/.test(next.protocol)) throw fault('redirected', 'redirects to no web address');
    // Only an unbroken chain of permanent redirects is remembered.
    if ((status === 301 || status === 308) && lasting === address) lasting = next.href;
    address = next.href;
  }
  throw fault('redirected', 'redirects too often');
}

async function request(
  url: string,
  headers: Record<string, string>,
  allowPrivate: boolean,
  limits: AbortSignal,
  signal: AbortSignal,
): Promise<Response> {
  try {
    const options = { limit: MAX_FEED, allowPrivate, headers, redirect: 'manual' as const, signal: limits };
    return await fetchUntrusted(new URL(url), options);
  } catch (cause) {
    if (signal.aborted) throw fault('cancelled', 'was not asked to continue', { cause });
    if (limits.aborted) throw fault('timeout', 'did not answer in time', { cause });
    if (isPrivate(cause)) throw fault('refused', 'is at an address that is not public', { cause });
    throw fault('failed', 'could not be connected to', { cause });
  }
}

function isPrivate(error: unknown): boolean {
  for (let each = error; each instanceof Error; each = each.cause)
    if (each.name === 'PrivateAddressError') return true;
  return false;
}

async function read(response: Response, url: string, known: Validators, now: number): Promise<FetchedFeed> {
  const { status, headers } = response;
  if (status === 304) return { document: null, validators: known, url, isGone: false };
  if (status === 410) return { document: null, validators: {}, url, isGone: true };
  if (!response.ok) {
    await response.body?.cancel();
    const found = faultOf(status);
    const retryAfter =
      found === 'limited' || headers.has('retry-after') ? pauseOf(found === 'limited', headers, now) : null;
    throw fault(found, `answered ${status}`, { status, retryAfter });
  }
  try {
    return { document: await response.text(), validators: validatorsOf(headers), url, isGone: false };
  } catch (cause) {
    if (ResponseTooLargeError.behind(cause)) throw fault('oversized', 'is larger than 5 MiB', { cause });
    throw fault('failed', 'was not received completely', { cause });
  }
}

function faultOf(status: number): UpstreamFault {
  if (status === 404) return 'missing';
  if (status === 429) return 'limited';
  if (status === 401 || status === 403) return 'credentials';
  return status >= 500 ? 'failed' : 'refused';
}

function fault(
  kind: UpstreamFault,
  reason: string,
  options: ConstructorParameters<typeof UpstreamError>[2] = {},
): UpstreamError {
  return new UpstreamError(kind, `The feed ${reason}.`, { ...options, sent: true, reason });
}
