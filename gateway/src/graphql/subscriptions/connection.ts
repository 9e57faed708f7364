import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Logger, Principal } from '@tributary/kit';
import type { WebSocket } from 'ws';
import type { SentCredential } from '../../admission/index.ts';
import type { CorsRules } from '../../config/index.ts';
import type { Tickets } from '../../notifications/index.ts';
import type { EndReason, OpenStream, OpenStreams } from '../../streams/index.ts';
import type { SubscriptionServices } from './open-subscription.ts';

/** Dependencies of WebSockets. */
export interface SocketServices extends SubscriptionServices {
  /** Counts connections, as `streams` counts subscriptions. */
  readonly connections: OpenStreams;
  readonly tickets: Tickets | undefined;
  readonly newId: () => string;
  /** Which pages may connect; those of CORS_ORIGINS if not given. */
  readonly cors: (() => CorsRules) | undefined;
}

/** A client's WebSocket. */
export interface Connection {
  readonly request: IncomingMessage;
  /** Those of the handshake, with the token of `connection_init`. */
  headers: IncomingHttpHeaders;
  /** The credential that it was admitted with; null before, and if anonymous. */
  credential: SentCredential | null;
  principal: Principal | null;
  /** Its place among the connections of its key; null before it was admitted. */
  stream: OpenStream | null;
  /** Closes it for one of the reasons of streams. */
  end(reason: EndReason): void;
  close(code: number, reason: string): void;
}

/** Codes with which a WebSocket is closed. */
export const CLOSE_CODES = {
  /** Clients do not connect again. */
  unauthorized: 4401,
  internal: 4500,
  /** Clients connect again later. */
  busy: 1013,
  shutdown: 1001,
} as const;

const ENDINGS: Readonly<Record<EndReason, number>> = {
  revoked: CLOSE_CODES.unauthorized,
  shutdown: CLOSE_CODES.shutdown,
  slow_reader: CLOSE_CODES.busy,
};

/** How long a closing client may take to confirm it before the connection is cut. */
const FAREWELL = 1_000;

/** Creates the connection of a socket that has been accepted. */
export function createConnection(socket: WebSocket, request: IncomingMessage, log: Logger): Connection {
  const close = (code: number, reason: string) => {
    socket.close(code, reason);
    setTimeout(() => socket.terminate(), FAREWELL).unref();
  };
  const connection: Connection = {
    request,
    headers: request.headers,
    credential: null,
    principal: null,
    stream: null,
    end(reason) {
      log.info({ reason, workspaceId: connection.principal?.workspaceId }, 'a WebSocket was ended');
      close(ENDINGS[reason], reason);
    },
    close,
  };
  return connection;
}
