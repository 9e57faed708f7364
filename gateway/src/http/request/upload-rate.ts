import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { GatewayConfig } from '../../config/index.ts';

/** Requests that may take longer to arrive than others, as long as they come steadily: uploads of files. */
export interface Arrivals {
  /** Says of a request whose headers are there that its body may take its time. */
  allow(request: IncomingMessage): void;
  /**
   * Asked when the time of a request is over: whether it may go on. It is then looked at again and again, and `late` is
   * called when it has become too slow.
   */
  goesOn(socket: Socket, late: () => void): boolean;
}

interface Steady {
  readonly request: IncomingMessage;
  /** When it was looked at last, and how much had arrived by then. */
  at: number;
  bytes: number;
}

/**
 * Node gives every request the same time to arrive, and asks once when it is over. Whoever is allowed to be slow must
 * have sent so many bytes a second since the last look; so nobody can hold a connection by a byte now and then.
 */
export function createArrivals(config: GatewayConfig): Arrivals {
  const { HTTP_REQUEST_TIMEOUT_MS: pause, HTTP_UPLOAD_BYTES_PER_SECOND: rate } = config;
  const allowed = new WeakMap<Socket, Steady>();
  const isSteady = (steady: Steady, { bytesRead }: Socket): boolean => {
    const now = performance.now();
    const enough = bytesRead - steady.bytes >= (rate * (now - steady.at)) / 1_000;
    steady.at = now;
    steady.bytes = bytesRead;
    return enough;
  };
  return {
    allow(request) {
      const { socket } = request;
      allowed.set(socket, { request, at: performance.now(), bytes: socket.bytesRead });
    },
    goesOn(socket, late) {
      const steady = allowed.get(socket);
      if (!steady || steady.request.complete || !isSteady(steady, socket)) return false;
      const looking = setInterval(() => {
        const over = steady.request.complete || socket.destroyed;
        if (!over && isSteady(steady, socket)) return;
        clearInterval(looking);
        if (!over) late();
      }, pause).unref();
      return true;
    },
  };
}
