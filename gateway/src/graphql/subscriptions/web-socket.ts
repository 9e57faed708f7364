import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { handleProtocols } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { corsOf } from '../../config/index.ts';
import { CLOSE_CODES, type Connection, createConnection, type SocketServices } from './connection.ts';
import { isAllowedOrigin } from './origins.ts';
import { createProtocol } from './protocol.ts';

type Protocol = ReturnType<typeof createProtocol>;

/** Serves subscriptions over WebSockets at `/graphql`, by the protocol `graphql-transport-ws`. */
export function registerWebSocket(app: FastifyInstance, services: SocketServices): void {
  const { config, log } = services;
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: config.HTTP_MAX_BODY_BYTES,
    handleProtocols: (protocols) => handleProtocols(protocols),
  });
  const protocol = createProtocol(services);
  const open = new Set<Connection>();
  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', (error) => log.debug({ err: error }, 'a WebSocket has failed'));
    const status = refusalOf(request, open.size, services);
    if (status) socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
    else
      sockets.handleUpgrade(request, socket, head, (webSocket) => {
        const connection = createConnection(webSocket, request, log);
        open.add(connection);
        webSocket.once('close', () => open.delete(connection));
        serve(webSocket, connection, protocol, services);
      });
  });
  app.addHook('preClose', async () => {
    for (const connection of open) connection.end('shutdown');
  });
}

/** Returns the status with which a handshake is refused; null if it is accepted. */
function refusalOf(request: IncomingMessage, open: number, { config, cors }: SocketServices): string | null {
  if (!/^\/graphql\/?(?:\?|$)/.test(request.url ?? '')) return '404 Not Found';
  if (!isAllowedOrigin(request, cors?.() ?? corsOf(config))) return '403 Forbidden';
  return open < config.STREAMS_MAX ? null : '503 Service Unavailable';
}

/** Connects a socket with the protocol until it is closed. */
function serve(
  socket: WebSocket,
  connection: Connection,
  protocol: Protocol,
  { config, connections, log }: SocketServices,
): void {
  const closed = protocol.opened(
    {
      protocol: socket.protocol,
      send: (text) => send(socket, text, config.STREAM_PATIENCE_MS, connection),
      close: (code = CLOSE_CODES.internal, reason = '') => connection.close(code, reason),
      onMessage(receive) {
        socket.on('message', (data) => {
          receive(String(data)).catch((error) => {
            log.error({ err: error }, 'a message of a WebSocket could not be handled');
            connection.close(CLOSE_CODES.internal, 'Internal error');
          });
        });
      },
    },
    connection,
  );
  const heartbeat = keepAlive(socket, config.STREAM_HEARTBEAT_MS);
  socket.on('error', (error) => log.debug({ err: error }, 'a WebSocket has failed'));
  socket.once('close', (code, reason) => {
    clearInterval(heartbeat);
    if (connection.stream) connections.delete(connection.stream);
    closed(code, String(reason)).catch((error) =>
      log.error({ err: error }, 'the subscriptions of a WebSocket could not be ended'),
    );
  });
}

/** Sends a message; a client that does not read it in time is disconnected. */
function send(socket: WebSocket, text: string, patienceMs: number, { end }: Connection): Promise<void> {
  return new Promise((resolve) => {
    if (socket.readyState !== socket.OPEN) return resolve();
    const timer = setTimeout(() => end('slow_reader'), patienceMs);
    socket.send(text, () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** Sends pings, and disconnects a client that has not answered one before the next is due. */
function keepAlive(socket: WebSocket, interval: number): NodeJS.Timeout {
  let isAlive = true;
  socket.on('pong', () => {
    isAlive = true;
  });
  return setInterval(() => {
    if (!isAlive) return socket.terminate();
    isAlive = false;
    if (socket.readyState === socket.OPEN) socket.ping();
  }, interval);
}
