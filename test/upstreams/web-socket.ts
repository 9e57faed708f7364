import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Scenario, Vendor, VendorResponse } from './stand-in.ts';

/**
 * Accepts the WebSockets of a vendor that streams, and fails as the scenario says. A stream that
 * throws is refused with the error's message as the name of an XRPC error.
 */
export function acceptWebSockets(
  server: Server,
  vendor: Vendor,
  scenario: () => Scenario,
  record: (url: string, agent: string) => void,
): void {
  if (!vendor.stream) return;
  const sockets = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => [...offered][0] ?? false,
  });
  const open = new Set<Duplex>();
  server.on('close', () => sockets.close());
  server.on('upgrade', (request: IncomingMessage, socket, head) => {
    const url = new URL(request.url!, 'http://localhost');
    const playing = scenario();
    record(url.pathname + url.search, request.headers['user-agent'] ?? '');
    open.add(socket);
    if (playing === 'slow') return;
    if (playing === 'dropped') return socket.destroy();
    const asked = {
      method: 'GET',
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body: Buffer.alloc(0),
      scenario: playing,
    };
    const refusal = refusalOf(vendor, playing);
    if (refusal) return refuse(socket, refusal);
    const messages: string[] = [];
    let send = (text: string) => {
      messages.push(text);
    };
    try {
      if (playing === 'malformed') send('<html>Welcome</html>');
      else vendor.stream!(asked, (text) => send(text));
    } catch (error) {
      // As Jetstream does: an invalid request is answered before the upgrade.
      return refuse(socket, { body: { error: (error as Error).message } });
    }
    sockets.handleUpgrade(request, socket, head, (accepted) => {
      send = (text) => accepted.send(text);
      for (const text of messages) accepted.send(text);
    });
  });
  const close = server.closeAllConnections.bind(server);
  server.closeAllConnections = () => {
    // Node does not count upgraded connections among its own.
    for (const socket of open) socket.destroy();
    close();
  };
}

function refusalOf(vendor: Vendor, scenario: Scenario): VendorResponse | null {
  if (scenario === 'limited') return vendor.limited();
  if (scenario === 'expired') return vendor.expired;
  return scenario === 'broken' ? { status: 503, body: 'Service Unavailable' } : null;
}

/** Writes the response to a refused upgrade. */
function refuse(socket: Duplex, { status = 400, headers = {}, body }: VendorResponse): void {
  const text = JSON.stringify(body);
  const lines = Object.entries({ ...headers, 'content-length': String(Buffer.byteLength(text)) });
  const head = [
    `HTTP/1.1 ${status} Refused`,
    'connection: close',
    ...lines.map(([name, value]) => `${name}: ${value}`),
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${text}`);
}
