import type { Headers } from '../client-exchange.ts';

/** How long a response may be used again, and for whom. */
export interface Freshness {
  /** Seconds from now. */
  readonly maxAge: number;
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

/** Maximum number of tags of one response. */
const MOST_TAGS = 100;

/**
 * Reads the headers of a subgraph's response: `cache-control`, `age`, `vary` and `cache-tag`. Null
 * if the response must not be stored. `usual` is the age in seconds of responses that say nothing.
 */
export function freshnessOf(headers: Headers, usual: number): Freshness | null {
  // A cookie is for one client.
  if (headers['set-cookie'] !== undefined) return null;
  const directives = directivesOf(textOf(headers['cache-control']));
  if (directives.has('no-store') || directives.has('no-cache')) return null;
  const vary = listOf(textOf(headers['vary']));
  if (vary.includes('*')) return null;
  const given = directives.get('s-maxage') ?? directives.get('max-age');
  const maxAge = given === undefined ? usual : secondsOf(given) - secondsOf(textOf(headers['age']) || '0');
  if (!(maxAge > 0)) return null;
  const isPrivate = directives.has('private') || vary.some((name) => CREDENTIALS.has(name));
  return {
    maxAge,
    isPrivate,
    isPublic: !isPrivate && (directives.has('public') || directives.has('s-maxage')),
    tags: listOf(textOf(headers['cache-tag'])).slice(0, MOST_TAGS),
  };
}

/** Returns the header `cache-control` of a response that is used again. */
export function cacheControlOf({ maxAge, isPrivate, isPublic }: Freshness): string {
  return [`max-age=${maxAge}`, ...(isPrivate ? ['private'] : isPublic ? ['public'] : [])].join(', ');
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
