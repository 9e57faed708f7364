import { RESPONSE_LIMITS } from '@tributary/kit/http-client';
import type { GraphQLFormattedError } from 'graphql';
import { createClient, type SubscribePayload } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { SourceEvent, SubgraphResult } from '../transport.ts';
import { interrupted } from './http-subscription.ts';
import { readResponse } from './read-response.ts';

/** A subscription at a subgraph. */
interface SocketSubscription {
  readonly name: string;
  /** An URL of `ws:`, `wss:` or `ws+unix:`. */
  readonly url: string;
  /** Headers of the handshake. */
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: SubscribePayload;
  readonly signal: AbortSignal;
  /** Maximum time until the connection is acknowledged, in milliseconds. */
  readonly timeout: number;
}

/**
 * Subscribes by the protocol `graphql-transport-ws`, with one connection for the subscription. A
 * WebSocket cannot be paused, so results wait in memory until their client is disconnected for not
 * reading them.
 */
export async function* subscribeOverWebSocket({
  name,
  url,
  headers,
  payload,
  signal,
  timeout,
}: SocketSubscription): AsyncGenerator<SourceEvent> {
  const client = createClient({
    url,
    webSocketImpl: class extends WebSocket {
      constructor(address: string, protocols: string[]) {
        super(address, protocols, { headers, maxPayload: RESPONSE_LIMITS.graph, handshakeTimeout: timeout });
      }
    },
    retryAttempts: 0,
    connectionAckWaitTimeout: timeout,
  });
  const dispose = () => void client.dispose();
  signal.addEventListener('abort', dispose);
  try {
    for await (const result of client.iterate(payload))
      yield async () => readResponse(name, { status: 200, body: Buffer.from(JSON.stringify(result)) });
  } catch (cause) {
    if (signal.aborted) return;
    if (!isErrors(cause)) throw interrupted(name, cause);
    yield async (): Promise<SubgraphResult> => ({ data: null, errors: cause });
  } finally {
    signal.removeEventListener('abort', dispose);
    dispose();
  }
}

/** Whether the subgraph has refused the operation; a lost connection is one error or an event. */
function isErrors(cause: unknown): cause is readonly GraphQLFormattedError[] {
  return Array.isArray(cause);
}
