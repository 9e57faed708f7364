import type { FastifyInstance } from 'fastify';

/** In the order of `Allow`. Every path accepts OPTIONS. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** The routes of a server. */
export interface Routes {
  /** Finds the methods of a path: a wrong method (405) is no unknown path (404). */
  methodsAt(url: string): string[];
  /** Returns whether a route begins with the first segment of the path, as `/v1` does. */
  ownsPrefixOf(url: string): boolean;
}

/** Records the routes that are registered from now on. */
export function recordRoutes(app: FastifyInstance): Routes {
  const methods = new Map<string, Set<string>>();
  const prefixes = new Set<string>();
  app.addHook('onRoute', ({ url, method }) => {
    const known = methods.get(url) ?? new Set();
    for (const each of [method].flat()) known.add(each);
    methods.set(url, known);
    prefixes.add(prefixOf(url));
  });
  let patterns: [RegExp, Set<string>][] | undefined;
  return {
    methodsAt(url) {
      // Built on first use, when every route is registered.
      patterns ??= [...methods].map(([path, known]) => [patternOf(path), known]);
      const path = url.split('?', 1)[0]!;
      const found = new Set(patterns.flatMap(([pattern, known]) => (pattern.test(path) ? [...known] : [])));
      const allowed = METHODS.filter((each) => found.has(each));
      return allowed.length > 0 ? [...allowed, 'OPTIONS'] : [];
    },
    ownsPrefixOf: (url) => prefixes.has(prefixOf(url)),
  };
}

/** Returns the first segment of a path. */
function prefixOf(url: string): string {
  return /^\/?([^/?]*)/.exec(url)![1]!;
}

/**
 * Converts a route's path to a pattern: `:name` matches one segment, and a trailing slash is
 * optional.
 */
function patternOf(path: string): RegExp {
  const escaped = path.replace(/[.+?^$()|[\]{}\\]/g, '\\$&');
  return new RegExp(`^${escaped.replace(/\*/g, '.*').replace(/:\w+/g, '[^/]+')}/?$`);
}
