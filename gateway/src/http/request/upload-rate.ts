import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { GatewayConfig } from '../../config/index.ts';

/** Gives uploads more time than other requests, as long as they keep a minimum rate. */
export interface UploadRates {
  /** Allows the body of a request to exceed the request timeout. */
  allow(request: IncomingMessage): void;
  /**
   * Returns whether a request that timed out may continue. If so, its rate is checked at every
   * interval, and `late` is called once it falls below the minimum.
   */
  extend(socket: Socket, late: () => void): boolean;
}

interface Upload {
  readonly request: IncomingMessage;
  /** Time of the last check, and the bytes received by then. */
  at: number;
  bytes: number;
}

/**
 * Node applies one timeout to every request. Slow uploads are allowed if they keep a minimum
 * throughput between checks, which defeats slow-loris clients.
 */
export function createUploadRates(config: GatewayConfig): UploadRates {
  const { HTTP_REQUEST_TIMEOUT_MS: interval, HTTP_UPLOAD_BYTES_PER_SECOND: rate } = config;
  const allowed = new WeakMap<Socket, Upload>();
  const isFastEnough = (upload: Upload, { bytesRead }: Socket): boolean => {
    const now = performance.now();
    const enough = bytesRead - upload.bytes >= (rate * (now - upload.at)) / 1_000;
    upload.at = now;
    upload.bytes = bytesRead;
    return enough;
  };
  return {
    allow(request) {
      const { socket } = request;
      allowed.set(socket, { request, at: performance.now(), bytes: socket.bytesRead });
    },
    extend(socket, late) {
      const upload = allowed.get(socket);
      if (!upload || upload.request.complete || !isFastEnough(upload, socket)) return false;
      const checks = setInterval(() => {
        const over = upload.request.complete || socket.destroyed;
        if (!over && isFastEnough(upload, socket)) return;
        clearInterval(checks);
        if (!over) late();
      }, interval).unref();
      return true;
    },
  };
}
