import { createHmac, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { derivedSecret, type OauthStore } from '../../access/index.ts';

/** Fields of a submitted form, by name. */
export type SentForm = Record<string, string | undefined>;

/** Returns a CSRF token that ties a form to its subject; it is derived from the signing keys. */
export async function csrfFor(store: OauthStore, subject: string): Promise<string> {
  const [newest] = await store.keys.all();
  return sign(newest!, subject);
}

/**
 * Returns whether a form came from our page for this subject, even if keys were rotated in the
 * meantime.
 */
export async function isOurForm(
  request: FastifyRequest,
  { store, issuer }: { store: OauthStore; issuer: () => string },
  subject: string,
): Promise<boolean> {
  const { origin, 'sec-fetch-site': site } = request.headers;
  if (site === 'cross-site' || isForeign(origin, [request.host, new URL(issuer()).host])) return false;
  const sent = formOf(request)['csrf'] ?? '';
  return (await store.keys.all()).some((key) => same(sent, sign(key, subject)));
}

/** Returns the fields of a form, with the first value of a repeated field. */
export function formOf({ form }: FastifyRequest): SentForm {
  return Object.fromEntries([...(form?.parameters ?? [])].map(([name, [value]]) => [name, value]));
}

/** Browsers send the origin `null` from pages without a referrer, such as ours. */
function isForeign(origin: string | undefined, hosts: readonly string[]): boolean {
  if (origin === undefined || origin === 'null') return false;
  return !hosts.includes(URL.parse(origin)?.host ?? '');
}

function sign(key: Parameters<typeof derivedSecret>[0], subject: string): string {
  return createHmac('sha256', derivedSecret(key, 'forms')).update(subject).digest('base64url');
}

function same(sent: string, expected: string): boolean {
  const [one, other] = [Buffer.from(sent), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}
