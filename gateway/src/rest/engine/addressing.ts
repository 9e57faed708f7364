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
  const roots = dialects.flatMap(({ name, routes }) =>
    routes.map((route) => ({ name, pattern: pathPattern(route) })),
  );
  return (host, url) => {
    const hostname = (host ?? '').replace(/:\d+$/, '').toLowerCase();
    const label = hostname.split('.')[0]!;
    const virtual = hosts.get(hostname) ?? (hostname.includes('.') && names.has(label) ? label : undefined);
    if (virtual) return `/${virtual}${url}`;
    const path = url.split('?', 1)[0]!;
    if (names.has(path.split('/')[1]!)) return url;
    const root = roots.find(({ pattern }) => pattern.test(path));
    return root ? `/${root.name}${url}` : url;
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
export function pathPattern({ path }: Pick<Route, 'path'>): RegExp {
  return new RegExp(`^${path.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\w+\}/g, '[^/]+')}$`);
}
