import type { Dialect, Route } from './dialect.ts';

/** What of a request says where it is meant for. */
export interface Addressed {
  readonly method?: string | undefined;
  readonly host: string | undefined;
  readonly url: string;
  readonly authorization?: string | undefined;
}

/** Where requests are meant for. */
export interface Addressing {
  /** The URL with its dialect's mount prefix before the path, where that is not there yet. */
  rewrite(request: Addressed): string;
  /**
   * Where else a request may be meant for, when it came to the root of a host and several dialects have its path: the
   * URLs by dialect. Only its key can tell then.
   */
  others(name: string, request: Addressed): ReadonlyMap<string, string>;
}

/**
 * One dialect, three addresses, the same code behind them: a virtual host (the documented names, any host whose
 * first label is the dialect's name, and configured ones), the mount prefix, and the documented path at the root
 * of any other host. All become the mount prefix before routing. Of several dialects that have a path at the root the
 * first takes it, unless the request has a credential that only another one takes.
 */
export function createAddressing(
  dialects: readonly Dialect[],
  extraHosts: ReadonlyMap<string, string>,
): Addressing {
  const hosts = new Map<string, string>(extraHosts);
  for (const { hosts: names, name } of dialects) for (const host of names) hosts.set(host, name);
  const byName = new Map<string, Dialect>(dialects.map((dialect) => [dialect.name, dialect]));
  const roots = dialects.flatMap((dialect) =>
    dialect.routes.map(({ method, path }) => ({
      dialect,
      method,
      pattern: pathPattern({ path }, dialect.alias),
    })),
  );
  const virtualOf = (host: string | undefined) => {
    const hostname = (host ?? '').replace(/:\d+$/, '').toLowerCase();
    const label = hostname.split('.')[0]!;
    return hosts.get(hostname) ?? (hostname.includes('.') && byName.has(label) ? label : undefined);
  };
  /** The dialects that have a path at the root: those that have it with the method, if any. */
  const atRoot = ({ method, url }: Addressed): Dialect[] => {
    const path = pathOf(url);
    const found = roots.filter(({ pattern }) => pattern.test(path));
    const asked = method === 'HEAD' ? 'GET' : method;
    const exact = found.filter((route) => route.method === asked);
    return [...new Set((exact.length > 0 ? exact : found).map(({ dialect }) => dialect))];
  };
  return {
    rewrite(request) {
      const { url } = request;
      const virtual = virtualOf(request.host);
      if (virtual) return mounted(byName.get(virtual)!, url);
      const mount = byName.get(pathOf(url).split('/')[1]!);
      if (mount) return mounted(mount, url.slice(mount.name.length + 1));
      const found = atRoot(request);
      const chosen = found.find(({ credentials }) => takesAlone(credentials, request)) ?? found[0];
      return chosen ? mounted(chosen, url) : url;
    },
    others(name, request) {
      if (virtualOf(request.host) || byName.has(pathOf(request.url).split('/')[1]!)) return new Map();
      const others = atRoot(request).filter((dialect) => dialect.name !== name);
      return new Map(others.map((dialect) => [dialect.name, mounted(dialect, request.url)]));
    },
  };
}

/** Below the mount, without the alias: there each path stands once. */
function mounted({ name, alias }: Dialect, url: string): string {
  return `/${name}${alias && url.startsWith(`${alias}/`) ? url.slice(alias.length) : url}`;
}

function pathOf(url: string): string {
  return url.split('?', 1)[0]!;
}

/** Whether a request has a credential that not every dialect takes, and this one does. */
function takesAlone(places: Dialect['credentials'], { url }: Addressed): boolean {
  return places.includes('api_key') && /[?&]api_key=[^&]/.test(url);
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

/** The documented path of a route as a pattern for whole paths. */
export function pathPattern({ path }: Pick<Route, 'path'>, alias = ''): RegExp {
  const prefix = alias ? `(?:${alias})?` : '';
  return new RegExp(`^${prefix}${path.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\w+\}/g, '[^/]+')}$`);
}
