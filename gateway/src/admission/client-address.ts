import type { IncomingMessage } from 'node:http';

/**
 * Returns the client address of a request. Behind a trusted proxy this is the last entry of
 * `X-Forwarded-For`, which the proxy itself added. The client controls the earlier entries, and
 * trusting them would let it escape every limit.
 */
export function clientAddress({ headers, socket }: IncomingMessage, trustProxy: boolean): string {
  const forwarded = trustProxy ? headers['x-forwarded-for'] : undefined;
  const last = String(forwarded ?? '')
    .split(',')
    .at(-1)!
    .trim();
  return last || socket.remoteAddress || '';
}
