import type { Dialect, Route } from './dialect.ts';

/** Where a request is meant for: its dialect's mount prefix is put before the path where it is not there yet. */
export type Rewrite = (host: string | undefined, url: string) => string;

/**
 * One dialect, three addresses, the same code behind them: a virtual host (the documented names, any host whose
 * first label is the dialect's name, and configured ones), the mount prefix, and the documented path at the root
 * of any other host. All become the mount prefix before routing.
 */
export function createRewrite(
  dialects: readonly Dialect[],
  extraHosts: ReadonlyMap<string, string>,
): Rewrite {
  const hosts = new Map<string, string>(extraHosts);
  for (const { hosts: names, name } of dialects) for (const host of names) hosts.set(host, name);
  const names = new Set<string>(dialects.map(({ name }) => name));
  const roots = dialects.flatMap(({ name, alias, routes }) =>
    routes.map((route) => ({ name, pattern: pathPattern(route, alias) })),
  );
  const aliases = new Map(dialects.map(({ name, alias }) => [name as string, alias]));
  /** Below the mount, without the alias: there each path stands once. */
  const mounted = (name: string, url: string) => {
    const alias = aliases.get(name);
    return `/${name}${alias && url.startsWith(`${alias}/`) ? url.slice(alias.length) : url}`;
  };
  return (host, url) => {
    const hostname = (host ?? '').replace(/:\d+$/, '').toLowerCase();
    const label = hostname.split('.')[0]!;
    const virtual = hosts.get(hostname) ?? (hostname.includes('.') && names.has(label) ? label : undefined);
    if (virtual) return mounted(virtual, url);
    const path = url.split('?', 1)[0]!;
    const mount = path.split('/')[1]!;
    if (names.has(mount)) return mounted(mount, url.slice(mount.length + 1));
    const root = roots.find(({ pattern }) => pattern.test(path));
    return root ? mounted(root.name, url) : url;
  };
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
