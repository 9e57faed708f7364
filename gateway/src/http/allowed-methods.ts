import type { FastifyInstance } from 'fastify';

/** In the order of `Allow`. Every path accepts OPTIONS. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/**
 * Records the routes that are registered from now on. Returns a function that finds the methods of
 * a path, so that a wrong method (405) is distinguished from an unknown path (404).
 */
export function recordMethods(app: FastifyInstance): (url: string) => string[] {
  const methods = new Map<string, Set<string>>();
  app.addHook('onRoute', ({ url, method }) => {
    const known = methods.get(url) ?? new Set();
    for (const each of [method].flat()) known.add(each);
    methods.set(url, known);
  });
  let patterns: [RegExp, Set<string>][] | undefined;
  return (url) => {
    // Built on first use, when every route is registered.
    patterns ??= [...methods].map(([path, known]) => [patternOf(path), known]);
    const path = url.split('?', 1)[0]!;
    const found = new Set(patterns.flatMap(([pattern, known]) => (pattern.test(path) ? [...known] : [])));
    const allowed = METHODS.filter((each) => found.has(each));
    return allowed.length > 0 ? [...allowed, 'OPTIONS'] : [];
  };
}

/**
 * Converts a route's path to a pattern: `:name` matches one segment, and a trailing slash is
 * optional.
 */
function patternOf(path: string): RegExp {
  const escaped = path.replace(/[.+?^$()|[\]{}\\]/g, '\\$&');
  return new RegExp(`^${escaped.replace(/\*/g, '.*').replace(/:\w+/g, '[^/]+')}/?$`);
}
