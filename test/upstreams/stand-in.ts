import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pour } from './flood.ts';
import { acceptWebSockets } from './web-socket.ts';

/**
 * The modes of a stand-in: the vendor working normally, or one of the ways in which vendors fail.
 */
export type Scenario =
  | 'ok'
  | 'empty'
  | 'limited'
  | 'expired'
  | 'hidden'
  | 'renamed'
  /** Unknown members everywhere, and optional ones missing or of another type. */
  | 'drifted'
  /** Every page names the same next page. */
  | 'repeated'
  | 'slow'
  | 'dropped'
  /** Executes a publishing request, then drops the connection instead of responding. */
  | 'lost'
  /** Rejects publishing requests. */
  | 'refused'
  | 'broken'
  /** Responds with status 200 and an invalid body. */
  | 'malformed'
  /** Responds with status 200 and a body that never ends. */
  | 'oversized';

/** A request as the vendor's handler sees it. */
export interface VendorRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer<ArrayBuffer>;
  readonly scenario: Scenario;
}

/** A vendor's response. */
export interface VendorResponse {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** A vendor's protocol: its responses, and its own errors for limits and invalid keys. */
export interface Vendor {
  readonly answer: (asked: VendorRequest) => VendorResponse | Promise<VendorResponse>;
  /** Returns whether a request is one that publishes. */
  readonly publishes?: (asked: VendorRequest) => boolean;
  readonly refused?: VendorResponse;
  /** Sends the messages of a WebSocket, for a vendor that has one. */
  readonly stream?: (asked: VendorRequest, send: (text: string) => void) => void;
  readonly limited: () => VendorResponse;
  readonly expired: VendorResponse;
}

/** A stand-in for a vendor on this machine. */
export interface StandIn {
  readonly url: string;
  /** Every request so far: path with query. */
  readonly calls: string[];
  /** The User-Agent of every request so far. */
  readonly agents: string[];
  play(scenario: Scenario): void;
  /** The delay before each response, in milliseconds. */
  delay(milliseconds: number): void;
  stop(): Promise<void>;
}

/** Starts a stand-in in the mode `ok`. */
export async function startStandIn(vendor: Vendor): Promise<StandIn> {
  let scenario: Scenario = 'ok';
  let milliseconds = 0;
  const calls: string[] = [];
  const agents: string[] = [];
  const record = (url: string, agent: string) => {
    calls.push(url);
    agents.push(agent);
  };
  const server = createServer(async (request, response) => {
    const url = new URL(request.url!, 'http://localhost');
    record(url.pathname + url.search, request.headers['user-agent'] ?? '');
    if (scenario === 'dropped') return request.socket.destroy();
    // Never responds: the caller must time out.
    if (scenario === 'slow') return;
    const received = await read(request, url, scenario);
    if (scenario === 'oversized') return pour(response, Buffer.alloc(1024 * 1024, ' '), 1_500);
    const { status = 200, headers = {}, body } = await respond(vendor, received);
    if (scenario === 'lost' && vendor.publishes?.(received)) return request.socket.destroy();
    setTimeout(() => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      if (status === 304) response.end();
      else response.end(typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body));
    }, milliseconds);
  });
  acceptWebSockets(server, vendor, () => scenario, record);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    agents,
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

async function read(request: IncomingMessage, url: URL, scenario: Scenario): Promise<VendorRequest> {
  const { method = 'GET', headers } = request;
  const body = Buffer.concat(await request.toArray());
  return { method, path: url.pathname, query: url.searchParams, headers, body, scenario };
}

function respond(vendor: Vendor, request: VendorRequest): VendorResponse | Promise<VendorResponse> {
  const { scenario } = request;
  if (scenario === 'limited') return vendor.limited();
  if (scenario === 'expired') return vendor.expired;
  if (scenario === 'refused' && vendor.publishes?.(request)) return vendor.refused!;
  if (scenario === 'broken') return { status: 503, body: '<html>Service Unavailable</html>' };
  if (scenario === 'malformed') return { body: '<html>Welcome</html>' };
  return vendor.answer(request);
}

/** Unix seconds, a minute from now. */
export function inAMinute(): number {
  return Math.floor(Date.now() / 1_000) + 60;
}
