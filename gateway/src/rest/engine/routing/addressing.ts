import type { Product } from '@tributary/kit/host';
import { LRUCache } from 'lru-cache';
import type { Dialect, Route } from '../dialect.ts';

/** Maximum number of cached root paths, and of their characters in total. */
const MAX_PATHS = 1_000;
const MAX_CHARACTERS = 1_000_000;

/** The parts of a request that determine its dialect. */
export interface Address {
  readonly host: string | undefined;
  readonly url: string;
  readonly method?: string | undefined;
  /** The dialect chosen for an ambiguous path. */
  readonly chosen?: Product | undefined;
}

/** Maps requests to dialects. */
export interface Addressing {
  /** Returns the URL with its dialect's mount prefix, adding the prefix if it is missing. */
  rewrite(request: Address): string;
  /** Returns the dialects that share this path at the root; empty unless there are several. */
  ambiguous(request: Address): readonly Dialect[];
}

/**
 * Serves each dialect at three addresses: a virtual host (a documented or configured name, or any
 * host whose first label is the dialect's name), the mount prefix, and the documented path at the
 * root of any other host. All are rewritten to the mount prefix before routing.
 */
export function createAddressing(
  dialects: readonly Dialect[],
  extraHosts: ReadonlyMap<string, string>,
): Addressing {
  const hosts = new Map<string, string>(extraHosts);
  for (const { hosts: names, name } of dialects) for (const host of names) hosts.set(host, name);
  const byName = new Map<string, Dialect>(dialects.map((dialect) => [dialect.name, dialect]));
  const roots = dialects.map((dialect) => ({
    dialect,
    routes: dialect.routes.map((route) => ({ method: route.method, pattern: pathPattern(route) })),
  }));

  const mounted = (host: string | undefined, path: string): Dialect | undefined => {
    const hostname = (host ?? '').replace(/:\d+$/, '').toLowerCase();
    const label = hostname.includes('.') ? hostname.split('.')[0]! : '';
    return byName.get(hosts.get(hostname) ?? label) ?? byName.get(path.split('/')[1]!);
  };
  /**
   * Returns the documented URL: without the alias prefix, unless a documented path begins with it.
   */
  const documented = (dialect: Dialect, url: string): string => {
    if (!dialect.alias) return url;
    const path = url.split('?', 1)[0]!;
    const written = roots.some(
      (root) => root.dialect === dialect && root.routes.some(({ pattern }) => pattern.test(path)),
    );
    return written ? url : withoutAlias(dialect, url);
  };
  /**
   * Returns the dialects that have the path with this method, or else (for a 405) with any method.
   */
  const dialectsWith = (path: string, method: string): readonly Dialect[] => {
    const wanted = method === 'HEAD' ? 'GET' : method;
    const all = roots.flatMap(({ dialect, routes }) => {
      const asDocumented = documented(dialect, path);
      const found = routes.filter(({ pattern }) => pattern.test(asDocumented));
      return found.length > 0 ? [{ dialect, fits: found.some((route) => route.method === wanted) }] : [];
    });
    const fitting = all.filter(({ fits }) => fits);
    return (fitting.length > 0 ? fitting : all).map(({ dialect }) => dialect);
  };
  const cache = new LRUCache<string, readonly Dialect[]>({
    max: MAX_PATHS,
    maxSize: MAX_CHARACTERS,
    sizeCalculation: (_, key) => key.length,
  });
  /**
   * Caches `dialectsWith`: there are about fifty patterns, and each request needs the result twice.
   */
  const atRoot = (url: string, method = 'GET'): readonly Dialect[] => {
    const path = url.split('?', 1)[0]!;
    const key = `${method} ${path}`;
    let found = cache.get(key);
    if (!found) {
      found = dialectsWith(path, method);
      cache.set(key, found);
    }
    return found;
  };
  return {
    rewrite({ host, url, method, chosen }) {
      const path = url.split('?', 1)[0]!;
      const dialect = mounted(host, path);
      if (!dialect) {
        const found = chosen ? byName.get(chosen) : atRoot(url, method)[0];
        return found ? `/${found.name}${documented(found, url)}` : url;
      }
      const rest = url.startsWith(`/${dialect.name}/`) ? url.slice(dialect.name.length + 1) : url;
      if (isBelow(rest, dialect.outside ?? [])) return rest;
      return rest === `/${dialect.name}` ? rest : `/${dialect.name}${documented(dialect, rest)}`;
    },
    ambiguous({ host, url, method }) {
      if (mounted(host, url.split('?', 1)[0]!)) return [];
      const found = atRoot(url, method);
      return found.length > 1 ? found : [];
    },
  };
}

function withoutAlias({ alias }: Dialect, url: string): string {
  return alias && url.startsWith(`${alias}/`) ? url.slice(alias.length) : url;
}

function isBelow(url: string, places: readonly string[]): boolean {
  return places.some(
    (place) => url === place || /^[/?]/.test(url.startsWith(place) ? url.slice(place.length) : ''),
  );
}

/** Parses DIALECT_HOSTS, such as `community-tracker=ct.example.org;buzzabout=bz.example.org`. */
export function parseHosts(setting: string, dialects: readonly Dialect[]): Map<string, string> {
  const hosts = new Map<string, string>();
  for (const pair of setting.split(';').filter(Boolean)) {
    const [name, host] = pair.split('=') as [string, string];
    if (!dialects.some((dialect) => dialect.name === name))
      throw new Error(
        `DIALECT_HOSTS: "${name}" is not a dialect. Use one of ${dialects.map((each) => each.name).join(', ')}.`,
      );
    hosts.set(host.toLowerCase(), name);
  }
  return hosts;
}

/** Converts a documented path to a pattern for whole paths, with or without a trailing slash. */
export function pathPattern({ path }: Pick<Route, 'path'>): RegExp {
  return new RegExp(`^${path.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\w+\}/g, '[^/]+')}/?$`);
}
