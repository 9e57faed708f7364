import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pour } from './flood.ts';

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
  /** Carries out what publishes, and then drops the connection instead of answering. */
  | 'lost'
  /** Refuses what publishes. */
  | 'refused'
  | 'broken'
  /** Answers as if all were well, with what is no answer. */
  | 'malformed'
  /** Answers as if all were well, with a body that does not end. */
  | 'oversized';

/** A request as a vendor's rules see it. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer<ArrayBuffer>;
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
  readonly answer: (asked: Asked) => Told | Promise<Told>;
  /** Whether a request is the one that publishes, where anything does. */
  readonly publishes?: (asked: Asked) => boolean;
  readonly refused?: Told;
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
  const server = createServer(async (request, response) => {
    const url = new URL(request.url!, 'http://localhost');
    calls.push(url.pathname + url.search);
    if (scenario === 'dropped') return request.socket.destroy();
    // Never: the caller has to give up.
    if (scenario === 'slow') return;
    const asked = await read(request, url, scenario);
    if (scenario === 'oversized') return pour(response, Buffer.alloc(1024 * 1024, ' '), 1_500);
    const { status = 200, headers = {}, body } = await told(vendor, asked);
    if (scenario === 'lost' && vendor.publishes?.(asked)) return request.socket.destroy();
    setTimeout(() => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body));
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

async function read(request: IncomingMessage, url: URL, scenario: Scenario): Promise<Asked> {
  const { method = 'GET', headers } = request;
  const body = Buffer.concat(await request.toArray());
  return { method, path: url.pathname, query: url.searchParams, headers, body, scenario };
}

function told(vendor: Vendor, asked: Asked): Told | Promise<Told> {
  const { scenario } = asked;
  if (scenario === 'limited') return vendor.limited();
  if (scenario === 'expired') return vendor.expired;
  if (scenario === 'refused' && vendor.publishes?.(asked)) return vendor.refused!;
  if (scenario === 'broken') return { status: 503, body: '<html>Service Unavailable</html>' };
  if (scenario === 'malformed') return { body: '<html>Welcome</html>' };
  return vendor.answer(asked);
}

/** Unix seconds, a minute from now. */
export function inAMinute(): number {
  return Math.floor(Date.now() / 1_000) + 60;
}
