import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';

/** A request that a receiver got. */
export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects
  readonly message: any;
}

/** The server of a customer. */
export interface Receiver {
  readonly url: string;
  readonly received: Received[];
  /** Sets the status of the next responses, for all messages or by message, and further headers. */
  answer(status: number | ((message: Received['message']) => number), headers?: Record<string, string>): void;
  stop(): Promise<void>;
}

/** Starts a server that receives webhooks. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  let statusOf = (_: Received['message']) => 200;
  let further: Record<string, string> = {};
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const message = JSON.parse(body);
    received.push({ headers: request.headers, body, message });
    response.writeHead(statusOf(message), further).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks?tenant=1`,
    received,
    answer(status, headers = {}) {
      statusOf = typeof status === 'number' ? () => status : status;
      further = headers;
    },
    async stop() {
      if (!server.listening) return;
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** Whether the published library accepts the signature under a secret. */
export function isSigned({ headers, body }: Received, secret: string): boolean {
  try {
    new Webhook(secret).verify(body, headers as Record<string, string>);
    return true;
  } catch {
    return false;
  }
}
