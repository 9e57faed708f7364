import type { Documented } from './documented.ts';

/** An address at which a dialect is served. */
export interface Address {
  readonly name: string;
  /** Converts a documented path to the path at this address. */
  readonly at: (path: string) => string;
  /** The Host header; absent for the gateway's own. */
  readonly host?: string;
  /** Whether paths of other dialects are served there too. */
  readonly shared?: true;
}

/**
 * The addresses of a dialect, the mount prefix first: tests that use only one address use that one.
 */
export function addressesOf({ name, hosts, alias }: Documented): Address[] {
  const prefixed = alias ? [alias] : [];
  return [
    { name: `/${name}`, at: (path) => `/${name}${path}` },
    { name: 'root', at: (path) => path, shared: true },
    ...hosts.map((host): Address => ({ name: host, at: (path) => path, host })),
    ...prefixed.map(
      (prefix): Address => ({
        name: prefix,
        // A path that is documented with the prefix stays as it is.
        at: (path) => (path.startsWith(`${prefix}/`) ? path : `${prefix}${path}`),
        shared: true,
      }),
    ),
  ];
}
