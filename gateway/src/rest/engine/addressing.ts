import type { Product } from '@tributary/kit/host';
import { LRUCache } from 'lru-cache';
import type { Dialect, Route } from './dialect.ts';

/** Paths at the root that are kept with their dialects, and their characters in all. */
const MOST_PATHS = 1_000;
const MOST_CHARACTERS = 1_000_000;

/** A request as far as its address goes. */
export interface Addressed {
  readonly host: string | undefined;
  readonly url: string;
  readonly method?: string | undefined;
  /** The dialect that was chosen among several that have this path; see {@link createAddressing}. */
  readonly chosen?: Product | undefined;
}

/** Where requests are meant for. */
export interface Addressing {
  /** The address with its dialect's mount prefix, put before the path where it is not there yet. */
  rewrite(request: Addressed): string;
  /** The dialects that have this path at the root, where it is more than one's; empty otherwise. */
  rivals(request: Addressed): readonly Dialect[];
}

/**
 * One dialect, three addresses, the same code behind them: a virtual host (the documented names, any host whose
 * first label is the dialect's name, and configured ones), the mount prefix, and the documented path at the root
 * of any other host. All become the mount prefix before routing.
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
  /** The address as the dialect's document has it: without the alias, unless the document itself writes it. */
  const documented = (dialect: Dialect, url: string): string => {
    if (!dialect.alias) return url;
    const path = url.split('?', 1)[0]!;
    const written = roots.some(
      (root) => root.dialect === dialect && root.routes.some(({ pattern }) => pattern.test(path)),
    );
    return written ? url : withoutAlias(dialect, url);
  };
  /** Those that have the path with this method; or, so that somebody says 405, those that have it at all. */
  const having = (path: string, method: string): readonly Dialect[] => {
    const wanted = method === 'HEAD' ? 'GET' : method;
    const all = roots.flatMap(({ dialect, routes }) => {
      const asDocumented = documented(dialect, path);
      const found = routes.filter(({ pattern }) => pattern.test(asDocumented));
      return found.length > 0 ? [{ dialect, fits: found.some((route) => route.method === wanted) }] : [];
    });
    const fitting = all.filter(({ fits }) => fits);
    return (fitting.length > 0 ? fitting : all).map(({ dialect }) => dialect);
  };
  const known = new LRUCache<string, readonly Dialect[]>({
    max: MOST_PATHS,
    maxSize: MOST_CHARACTERS,
    sizeCalculation: (_, key) => key.length,
  });
  /** The same, of an address, each path worked out once: there are some fifty patterns, and a request asks twice. */
  const atRoot = (url: string, method = 'GET'): readonly Dialect[] => {
    const path = url.split('?', 1)[0]!;
    const key = `${method} ${path}`;
    let found = known.get(key);
    if (!found) {
      found = having(path, method);
      known.set(key, found);
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
    rivals({ host, url, method }) {
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

/** Reads DIALECT_HOSTS: `community-tracker=ct.example.org;buzzabout=bz.example.org`. */
export function parseHosts(setting: string, dialects: readonly Dialect[]): Map<string, string> {
  const hosts = new Map<string, string>();
  for (const pair of setting.split(';').filter(Boolean)) {
    const [name, host] = pair.split('=') as [string, string];
    if (!dialects.some((dialect) => dialect.name === name))
      throw new Error(`DIALECT_HOSTS names "${name}", which is not a dialect.`);
    hosts.set(host.toLowerCase(), name);
  }
  return hosts;
}

/** The documented path of a route as a pattern for whole paths, with or without a slash at the end. */
export function pathPattern({ path }: Pick<Route, 'path'>): RegExp {
  return new RegExp(`^${path.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\w+\}/g, '[^/]+')}/?$`);
}
