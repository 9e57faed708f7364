import type { IncomingHttpHeaders } from 'node:http';
import type { DeclaredFreshness } from './operation-hints.ts';

/** How long a response may be used again, and for whom. */
export interface Freshness {
  /** Seconds from now. */
  readonly maxAge: number;
  /** Seconds for which a client may use it; fewer if the subgraph allows shared caches more. */
  readonly clientAge: number;
  /** Whether it is for one identified caller only. */
  readonly isPrivate: boolean;
  /**
   * Whether it may be used for callers with other credentials. A response that does not say so may
   * depend on them (RFC 9111, section 3.5).
   */
  readonly isPublic: boolean;
  /** Names by which it is invalidated. */
  readonly tags: readonly string[];
}

/** Headers that identify a caller; a public response does not depend on them. */
export const CREDENTIALS: ReadonlySet<string> = new Set(['authorization', 'cookie']);

/** Maximum number of tags of one response, which is not stored if it has more. */
const MOST_TAGS = 1_000;

/** What applies to a response besides its headers. */
export interface FreshnessRules {
  /** Seconds for which a response that says nothing may be used again. */
  readonly usual: number;
  /** What the schema declares for the operation; null if it declares nothing. */
  readonly declared: DeclaredFreshness | null;
}

/**
 * Reads the headers of a subgraph's response (`cache-control`, `age`, `vary`, `cache-tag`), which
 * can only restrict what the schema declares. Null if the response must not be stored.
 */
export function freshnessOf(
  headers: Readonly<IncomingHttpHeaders>,
  { usual, declared }: FreshnessRules,
): Freshness | null {
  // A cookie is for one client.
  if (headers['set-cookie'] !== undefined) return null;
  const control = textOf(headers['cache-control']);
  const directives = directivesOf(control);
  if (directives.has('no-store') || directives.has('no-cache')) return null;
  const vary = listOf(textOf(headers['vary']));
  const tags = listOf(textOf(headers['cache-tag']));
  if (vary.includes('*') || tags.length > MOST_TAGS) return null;
  const past = secondsOf(textOf(headers['age']) || '0');
  const most = declared?.maxAge ?? Number.POSITIVE_INFINITY;
  const unsaid = declared?.isComplete ? most : Math.min(most, usual);
  const ageOf = (given: string | undefined) =>
    given === undefined ? undefined : Math.min(most, secondsOf(given) - past);
  const own = ageOf(directives.get('max-age'));
  const shared = ageOf(directives.get('s-maxage'));
  const maxAge = shared ?? own ?? unsaid;
  if (!(maxAge > 0)) return null;
  const isPrivate =
    declared?.isPrivate === true || directives.has('private') || vary.some((name) => CREDENTIALS.has(name));
  const saysPublic = directives.has('public') || directives.has('s-maxage');
  return {
    maxAge,
    clientAge: Math.max(0, own ?? (shared === undefined ? maxAge : 0)),
    isPrivate,
    isPublic: !isPrivate && (control === '' ? declared?.isComplete === true : saysPublic),
    tags,
  };
}

/** Returns how long a response may be used that is made of others; null if one must not be. */
export function strictestOf(all: readonly (Freshness | null)[]): Freshness | null {
  const tags = new Set<string>();
  const strictest = { maxAge: Infinity, clientAge: Infinity, isPrivate: false, isPublic: true };
  for (const each of all) {
    if (!each) return null;
    strictest.maxAge = Math.min(strictest.maxAge, each.maxAge);
    strictest.clientAge = Math.min(strictest.clientAge, each.clientAge);
    strictest.isPrivate ||= each.isPrivate;
    strictest.isPublic &&= each.isPublic;
    for (const tag of each.tags) tags.add(tag);
  }
  return all.length === 0 || tags.size > MOST_TAGS ? null : { ...strictest, tags: [...tags] };
}

/** Returns a freshness with more tags; null if they cannot be written, or are too many. */
export function withTags(freshness: Freshness | null, tags: readonly string[] | null): Freshness | null {
  if (!freshness || !tags) return null;
  if (tags.length === 0) return freshness;
  const all = new Set([...freshness.tags, ...tags]);
  return all.size > MOST_TAGS ? null : { ...freshness, tags: [...all] };
}

/** Returns the header `cache-control` of a response that is used again, or sent to a client. */
export function cacheControlOf(freshness: Freshness | null): string {
  if (!freshness) return 'no-store';
  const { maxAge, clientAge, isPrivate, isPublic } = freshness;
  return [
    ...(isPrivate ? ['private'] : isPublic ? ['public'] : []),
    `max-age=${clientAge}`,
    ...(isPublic && clientAge < maxAge ? [`s-maxage=${maxAge}`] : []),
  ].join(', ');
}

/** Returns the directives by name, such as `max-age`; those without a value have an empty one. */
function directivesOf(text: string): Map<string, string> {
  return new Map(
    listOf(text).map((part) => {
      const [name = '', value = ''] = part.split('=');
      return [name.trim(), value.trim().replaceAll('"', '')];
    }),
  );
}

function listOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function textOf(value: string | string[] | undefined): string {
  return Array.isArray(value) ? value.join() : (value ?? '');
}

/** A value that is no number is stale. */
function secondsOf(text: string): number {
  return /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
}
