import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** A server that receives webhooks. */
export interface Receiver {
  readonly url: string;
  /** When the first request of each subject arrived, by `performance.now()`. */
  readonly arrivals: ReadonlyMap<string, number>;
  stop(): Promise<void>;
}

/** Starts a receiver that accepts every message. */
export async function openReceiver(): Promise<Receiver> {
  const arrivals = new Map<string, number>();
  const server = createServer(async (request, response) => {
    const at = performance.now();
    const { subject } = (await json(request)) as { subject: string };
    if (!arrivals.has(subject)) arrivals.set(subject, at);
    response.writeHead(204).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    arrivals,
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
