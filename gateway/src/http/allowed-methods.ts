import type { FastifyInstance } from 'fastify';

/** In the order of `Allow`. OPTIONS is answered at every address, also where nothing else is. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/**
 * Records the routes that are registered from here on. Returns what finds the methods of an address: none where no route
 * has it, so that a request with another method is told from one for an unknown address.
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
    // Built at the first use: every route is registered by then.
    patterns ??= [...methods].map(([path, known]) => [patternOf(path), known]);
    const path = url.split('?', 1)[0]!;
    const found = new Set(patterns.flatMap(([pattern, known]) => (pattern.test(path) ? [...known] : [])));
    const allowed = METHODS.filter((each) => found.has(each));
    return allowed.length > 0 ? [...allowed, 'OPTIONS'] : [];
  };
}

/** A route's path as a pattern: `:name` is one segment, with or without a slash at the end. */
function patternOf(path: string): RegExp {
  const escaped = path.replace(/[.+?^$()|[\]{}\\]/g, '\\$&');
  return new RegExp(`^${escaped.replace(/\*/g, '.*').replace(/:\w+/g, '[^/]+')}/?$`);
}
