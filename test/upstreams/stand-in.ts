import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a stand-in plays: the vendor well, or one of the ways in which vendors fail. */
export type Scenario =
  | 'ok'
  | 'empty'
  | 'limited'
  | 'expired'
  | 'hidden'
  | 'renamed'
  | 'slow'
  | 'dropped'
  | 'broken';

/** A request as a vendor's rules see it. */
export interface Asked {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly scenario: Scenario;
}

/** What a vendor answers. */
export interface Told {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** A vendor's protocol: its answers, and its own words for limits and wrong keys. */
export interface Vendor {
  readonly answer: (asked: Asked) => Told;
  readonly limited: () => Told;
  readonly expired: Told;
}

/** A vendor's stand-in on this machine. */
export interface StandIn {
  readonly url: string;
  /** Every request so far: path with query. */
  readonly calls: string[];
  play(scenario: Scenario): void;
  /** How long every answer takes, in milliseconds. */
  delay(milliseconds: number): void;
  stop(): Promise<void>;
}

/** Starts a stand-in; it plays `ok` until told otherwise. */
export async function startStandIn(vendor: Vendor): Promise<StandIn> {
  let scenario: Scenario = 'ok';
  let milliseconds = 0;
  const calls: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url!, 'http://localhost');
    calls.push(url.pathname + url.search);
    if (scenario === 'dropped') return request.socket.destroy();
    // Never: the caller has to give up.
    if (scenario === 'slow') return;
    const { status = 200, headers = {}, body } = told(vendor, { url, request, scenario });
    setTimeout(() => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    }, milliseconds);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    play: (next) => {
      scenario = next;
    },
    delay: (next) => {
      milliseconds = next;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function told(
  vendor: Vendor,
  { url, request, scenario }: { url: URL; request: IncomingMessage; scenario: Scenario },
): Told {
  if (scenario === 'limited') return vendor.limited();
  if (scenario === 'expired') return vendor.expired;
  if (scenario === 'broken') return { status: 503, body: '<html>Service Unavailable</html>' };
  return vendor.answer({ path: url.pathname, query: url.searchParams, headers: request.headers, scenario });
}

/** Unix seconds, a minute from now. */
export function inAMinute(): number {
  return Math.floor(Date.now() / 1_000) + 60;
}
