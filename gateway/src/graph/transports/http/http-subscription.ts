import { TributaryError } from '@tributary/kit';
import { byteCounter, RESPONSE_LIMITS } from '@tributary/kit/http-client';
import type { Pool } from 'undici';
import type { SourceEvent, SubgraphResult } from '../transport.ts';
import { readResponse } from './read-response.ts';
import { readEvents } from './server-sent-events.ts';

/** A subscription at a subgraph. */
interface HttpSubscription {
  readonly name: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
}

// Servers refuse a request that accepts anything else.
const ACCEPT = 'text/event-stream';

/** Subscribes by the GraphQL over SSE protocol, with one request for the subscription. */
export async function subscribeOverHttp(
  pool: Pool,
  { name, path, headers, body, signal }: HttpSubscription,
): Promise<SubgraphResult | AsyncIterable<SourceEvent>> {
  const response = await pool.request({
    method: 'POST',
    path,
    headers: { 'content-type': 'application/json', ...headers, accept: ACCEPT },
    body,
    signal,
  });
  if (/^text\/event-stream\b/i.test(String(response.headers['content-type'])))
    return eventsOf(name, response.body, signal);
  const chunks: Uint8Array[] = [];
  const count = byteCounter(RESPONSE_LIMITS.graph);
  for await (const chunk of response.body) {
    count(chunk);
    chunks.push(chunk);
  }
  const result = readResponse(name, { status: response.statusCode, body: Buffer.concat(chunks) });
  return result.data ? single(result) : result;
}

/** A subgraph may answer with a result instead of a stream. */
async function* single(result: SubgraphResult): AsyncGenerator<SourceEvent> {
  yield async () => result;
}

async function* eventsOf(
  name: string,
  body: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<SourceEvent> {
  try {
    for await (const { event, data } of readEvents(body)) {
      if (event === 'complete') return;
      if (event === 'next') yield async () => readResponse(name, { status: 200, body: Buffer.from(data) });
    }
  } catch (cause) {
    if (signal.aborted) return;
    throw interrupted(name, cause);
  }
  if (!signal.aborted) throw interrupted(name);
}

/** Returns the error of a subscription whose connection was lost. */
export function interrupted(name: string, cause?: unknown): TributaryError {
  return new TributaryError('UPSTREAM_FAILED', `The connection to the subgraph ${name} was lost.`, {
    cause,
    details: { service: name },
  });
}
