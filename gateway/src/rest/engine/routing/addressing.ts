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

/**
 * Maps requests to dialects. Serves each dialect at three addresses: a virtual host (a documented
 * or configured name, or any host whose first label is the dialect's name), the mount prefix, and
 * the documented path at the root of any other host. All are rewritten to the mount prefix before
 * routing.
 */
export class Addressing {
  readonly #dialects: ReadonlyMap<string, Dialect>;
  /** Names of dialects by host. */
  readonly #hosts: ReadonlyMap<string, string>;
  readonly #paths: ReadonlyMap<Dialect, readonly { method: string; pattern: RegExp }[]>;
  /** Results of `#dialectsWith`: there are about fifty patterns, and a request needs it twice. */
  readonly #cache = new LRUCache<string, readonly Dialect[]>({
    max: MAX_PATHS,
    maxSize: MAX_CHARACTERS,
    sizeCalculation: (_, key) => key.length,
  });

  constructor(dialects: readonly Dialect[], extraHosts: ReadonlyMap<string, string>) {
    this.#dialects = new Map(dialects.map((dialect) => [dialect.name, dialect]));
    const documented = dialects.flatMap(({ hosts, name }) => hosts.map((host) => [host, name] as const));
    this.#hosts = new Map([...extraHosts, ...documented]);
    this.#paths = new Map(
      dialects.map((dialect) => [
        dialect,
        dialect.routes.map((route) => ({ method: route.method, pattern: pathPattern(route) })),
      ]),
    );
  }

  /** Returns the URL with its dialect's mount prefix, adding the prefix if it is missing. */
  rewrite({ host, url, method, chosen }: Address): string {
    const dialect = this.#mounted(host, pathOf(url));
    if (!dialect) {
      const found = chosen ? this.#dialects.get(chosen) : this.#atRoot(url, method)[0];
      return found ? `/${found.name}${this.#documented(found, url)}` : url;
    }
    const rest = url.startsWith(`/${dialect.name}/`) ? url.slice(dialect.name.length + 1) : url;
    if (isBelow(rest, dialect.outside ?? [])) return rest;
    return rest === `/${dialect.name}` ? rest : `/${dialect.name}${this.#documented(dialect, rest)}`;
  }

  /** Returns the dialects that share this path at the root; empty unless there are several. */
  ambiguous({ host, url, method }: Address): readonly Dialect[] {
    if (this.#mounted(host, pathOf(url))) return [];
    const found = this.#atRoot(url, method);
    return found.length > 1 ? found : [];
  }

  /** Returns the dialect of a virtual host or a mount prefix. */
  #mounted(host: string | undefined, path: string): Dialect | undefined {
    const hostname = (host ?? '').replace(/:\d+$/, '').toLowerCase();
    const label = hostname.includes('.') ? hostname.split('.')[0]! : '';
    return this.#dialects.get(this.#hosts.get(hostname) ?? label) ?? this.#dialects.get(path.split('/')[1]!);
  }

  #atRoot(url: string, method = 'GET'): readonly Dialect[] {
    const path = pathOf(url);
    const key = `${method} ${path}`;
    let found = this.#cache.get(key);
    if (!found) {
      found = this.#dialectsWith(path, method);
      this.#cache.set(key, found);
    }
    return found;
  }

  /**
   * Returns the dialects that have the path with this method, or else (for a 405) with any method.
   */
  #dialectsWith(path: string, method: string): readonly Dialect[] {
    const wanted = method === 'HEAD' ? 'GET' : method;
    const all = [...this.#paths].flatMap(([dialect, routes]) => {
      const documented = this.#documented(dialect, path);
      const found = routes.filter(({ pattern }) => pattern.test(documented));
      return found.length > 0 ? [{ dialect, matches: found.some((route) => route.method === wanted) }] : [];
    });
    const matching = all.filter(({ matches }) => matches);
    return (matching.length > 0 ? matching : all).map(({ dialect }) => dialect);
  }

  /**
   * Returns the documented URL: without the alias prefix, unless a documented path begins with it.
   */
  #documented(dialect: Dialect, url: string): string {
    if (!dialect.alias) return url;
    const path = pathOf(url);
    const isDocumented = this.#paths.get(dialect)!.some(({ pattern }) => pattern.test(path));
    return isDocumented ? url : withoutAlias(dialect, url);
  }
}

function pathOf(url: string): string {
  return url.split('?', 1)[0]!;
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
