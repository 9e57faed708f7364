import { createHash } from 'node:crypto';
import type { RoutedRequest } from '../transports/client-exchange.ts';
import { CREDENTIALS } from './response-freshness.ts';

/** What a subgraph learns of a caller, as part of keys. */
export interface CallerKeys {
  /** Without credentials. */
  readonly shared: string;
  /** With them. */
  readonly own: string;
  /** Whether it has credentials; nothing private is stored otherwise. */
  readonly isIdentified: boolean;
}

/** Headers that differ between equal requests, and on which no response depends. */
export const IGNORED: ReadonlySet<string> = new Set(['x-request-id', 'traceparent', 'tracestate']);

/**
 * Returns the keys of a caller by the headers that a subgraph receives, and by the principal, whose
 * signed header is a different one every half a minute.
 */
export function callerKeys(
  url: string,
  headers: Readonly<Record<string, string>>,
  { principal }: Pick<RoutedRequest, 'principal'>,
): CallerKeys {
  const sent = Object.entries(headers)
    .filter(([name]) => !IGNORED.has(name))
    .sort();
  const open = sent.filter(([name]) => !CREDENTIALS.has(name));
  return {
    shared: JSON.stringify([url, open]),
    own: JSON.stringify([url, sent, principal]),
    isIdentified: open.length < sent.length || principal !== null,
  };
}

/** Returns a short key for anything. */
export function hashOf(...parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64');
}
