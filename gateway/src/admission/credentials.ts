import type { IncomingMessage } from 'node:http';
import { hasTokenForm } from '../access/index.ts';

/** Places in which an endpoint accepts a credential. */
export type CredentialPlace = 'x-api-key' | 'bearer' | 'api_key';

/** A credential as sent, not yet looked up. */
export interface SentCredential {
  readonly text: string;
  readonly place: CredentialPlace;
  /** Whether it has the form of an access token (a JWT), which no key has. */
  readonly isToken: boolean;
}

/** Returns a credential that was given otherwise than in a header, such as by a ticket. */
export function givenCredential(text: string): SentCredential {
  return { text, place: 'bearer', isToken: hasTokenForm(text) };
}

/** The parts of a request that may carry a credential. */
export type Carrier = Pick<IncomingMessage, 'headersDistinct' | 'url'>;

/**
 * Reads the credential of a request; null if it has none in an accepted place. All places and all
 * values of repeated headers are compared: if two credentials differ the result is `conflict`,
 * because guessing could return another workspace's data.
 */
export function readCredential(
  request: Carrier,
  places: readonly CredentialPlace[],
): SentCredential | 'conflict' | null {
  const sent = sentCredentials(request);
  if (hasConflictingAuthorization(request)) return 'conflict';
  const accepted = places.flatMap((place) => sent.find((each) => each.place === place) ?? [])[0];
  if (!accepted) return null;
  return sent.some(({ text }) => text !== accepted.text) ? 'conflict' : accepted;
}

/**
 * Returns whether `Authorization` was sent twice with different values; Node would silently keep
 * the first.
 */
export function hasConflictingAuthorization({ headersDistinct }: Pick<Carrier, 'headersDistinct'>): boolean {
  return new Set(headersDistinct['authorization']).size > 1;
}

/** Returns every credential of a request, valid or not. */
export function sentCredentials({ headersDistinct, url }: Carrier): SentCredential[] {
  const bearers = (headersDistinct['authorization'] ?? []).flatMap(
    (value) => /^Bearer +(\S+) *$/i.exec(value)?.[1] ?? [],
  );
  return [
    ...credentials('x-api-key', headersDistinct['x-api-key'] ?? []),
    ...credentials('bearer', bearers),
    ...credentials('api_key', queryValues(url ?? '', 'api_key')),
  ];
}

/** Skips empty values. */
function credentials(place: CredentialPlace, values: readonly string[]): SentCredential[] {
  return values
    .map((value) => value.trim())
    .filter((text) => text !== '')
    .map((text) => ({ text, place, isToken: hasTokenForm(text) }));
}

function queryValues(url: string, name: string): string[] {
  const start = url.indexOf('?');
  // Most requests have no such parameter. Parsing every query string would cost more than the rest
  // of this file.
  if (start === -1 || !url.includes(name, start)) return [];
  return new URLSearchParams(url.slice(start + 1)).getAll(name);
}
