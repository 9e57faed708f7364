import type { IncomingHttpHeaders } from 'node:http';
import type { Principal } from '@tributary/kit';
import type { Authenticator } from './authenticate.ts';

/** Where a door accepts a key. */
export type CredentialPlace = 'x-api-key' | 'bearer' | 'api_key';

/** What a request's credentials come to. */
export type Identification =
  | { readonly outcome: 'known'; readonly principal: Principal }
  /** No credential where this door accepts one. */
  | { readonly outcome: 'missing' }
  /** Unknown, revoked or expired; or two different ones. */
  | { readonly outcome: 'invalid' };

/**
 * Who sent a request. Every credential counts, also in a place that this door does not accept: two that differ
 * are refused, since guessing which one is meant could answer as the wrong workspace.
 */
export async function identify(
  request: { headers: IncomingHttpHeaders; query?: unknown },
  places: readonly CredentialPlace[],
  authenticator: Authenticator,
): Promise<Identification> {
  const sent = sentCredentials(request);
  const accepted = places.map((place) => sent[place]).find((key) => key !== undefined);
  if (accepted === undefined) return { outcome: 'missing' };
  if (Object.values(sent).some((key) => key !== undefined && key !== accepted)) return { outcome: 'invalid' };
  const principal = await authenticator.authenticate(accepted);
  return principal ? { outcome: 'known', principal } : { outcome: 'invalid' };
}

/** Every credential of a request by its place, valid or not. */
export function sentCredentials({ headers, query }: { headers: IncomingHttpHeaders; query?: unknown }) {
  const bearer = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
  const apiKey = (query as Record<string, unknown> | undefined)?.['api_key'];
  return {
    'x-api-key': text(headers['x-api-key']),
    bearer,
    // Repeated, it is no key that anybody has.
    api_key: text(Array.isArray(apiKey) ? apiKey.join(' ') : apiKey),
  } satisfies Record<CredentialPlace, string | undefined>;
}

/** An empty header is no credential. */
function text(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
