/** The directives of a `cache-control` header, by name; the value is empty if there is none. */
type Directives = Map<string, string>;

/** Directives that limit a time in seconds, of which the smallest applies to all. */
const TIMES = ['max-age', 's-maxage', 'stale-while-revalidate', 'stale-if-error'];
/** Directives that apply to all as soon as one response has them. */
const RESTRICTIONS = ['no-cache', 'private', 'must-revalidate', 'proxy-revalidate', 'no-transform'];

const NO_STORE = 'no-store';

/**
 * Combines the `cache-control` headers of several responses to one that none of them forbids. A
 * response without the header must not be cached, so neither must the combination.
 */
export function strictestCacheControl(headers: readonly (string | undefined)[]): string {
  const all = headers.map((header) => directivesOf(header ?? NO_STORE));
  if (all.length === 0 || all.some((each) => each.has(NO_STORE))) return NO_STORE;
  const restrictions = RESTRICTIONS.filter((name) => all.some((each) => each.has(name)));
  const isPublic = all.every((each) => each.has('public')) && !restrictions.includes('private');
  const times = TIMES.flatMap((name) => strictestTime(name, all));
  const directives = [...(isPublic ? ['public'] : []), ...restrictions, ...times];
  return directives.length > 0 ? directives.join(', ') : NO_STORE;
}

/** A time applies only if each response has it: without it, a response allows none. */
function strictestTime(name: string, all: readonly Directives[]): string[] {
  const seconds = all.map((each) => Number(each.get(name) ?? Number.NaN));
  const applies = seconds.every((each) => Number.isInteger(each) && each >= 0);
  return applies ? [`${name}=${Math.min(...seconds)}`] : [];
}

function directivesOf(header: string): Directives {
  const parts = header
    .toLowerCase()
    .split(',')
    .map((part) => part.trim().split('='));
  return new Map(parts.map(([name = '', value = '']) => [name, value.replaceAll('"', '')]));
}
