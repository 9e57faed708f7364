import type { Documented } from './documented.ts';

/** One of the addresses at which a dialect is answered. */
export interface Address {
  readonly name: string;
  /** Where a documented path is there. */
  readonly at: (path: string) => string;
  /** The Host header; the gateway's own without. */
  readonly host?: string;
  /** Whether paths of other dialects are there too. */
  readonly shared?: true;
}

/** The addresses of a dialect, the mount prefix first: what is tried at one address alone is tried there. */
export function addressesOf({ name, hosts, alias }: Documented): Address[] {
  const prefixed = alias ? [alias] : [];
  return [
    { name: `/${name}`, at: (path) => `/${name}${path}` },
    { name: 'root', at: (path) => path, shared: true },
    ...hosts.map((host): Address => ({ name: host, at: (path) => path, host })),
    ...prefixed.map(
      (prefix): Address => ({
        name: prefix,
        // A path that is documented below it stays where it is.
        at: (path) => (path.startsWith(`${prefix}/`) ? path : `${prefix}${path}`),
        shared: true,
      }),
    ),
  ];
}
