import { isIP } from 'node:net';

/** Where a subgraph is reached: by TCP, with or without TLS, or through a Unix socket. */
export interface SubgraphAddress {
  /** What a connection is opened to. */
  readonly target: { readonly host: string; readonly port: number } | { readonly path: string };
  /** The name in the certificate that the server must show; null without TLS. */
  readonly secureName: string | null;
  /** The value of `Host`. */
  readonly host: string;
  /** The path of requests, with its query. */
  readonly path: string;
}

/** Matches `unix:/run/reviews.sock`, `unix:///run/reviews.sock` and each with `:/graphql`. */
const UNIX = /^unix:(?:\/\/)?(\/[^:?#]+)(?::(\/[^#]*))?$/;

/** The path of requests through a Unix socket whose URL has none. */
const USUAL_PATH = '/graphql';

const PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/** Reads the URL of a subgraph; throws an Error if it has another scheme. */
export function readAddress(url: string): SubgraphAddress {
  const unix = UNIX.exec(url);
  if (unix)
    return { target: { path: unix[1]! }, secureName: null, host: 'localhost', path: unix[2] ?? USUAL_PATH };
  const { protocol, hostname, port, host, pathname, search } = new URL(url);
  const usualPort = PORTS[protocol];
  if (usualPort === undefined)
    throw new Error(`The URL of a subgraph must begin with http:, https: or unix:/, got "${url}".`);
  const name = hostname.replace(/^\[(.*)\]$/, '$1');
  return {
    target: { host: name, port: port === '' ? usualPort : Number(port) },
    secureName: protocol === 'https:' ? name : null,
    host,
    path: pathname + search,
  };
}

/** Returns the name that a TLS handshake sends; none for an IP address. */
export function indicatedName(secureName: string): string | undefined {
  return isIP(secureName) ? undefined : secureName;
}
