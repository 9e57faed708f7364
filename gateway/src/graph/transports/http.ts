import { TributaryError } from '@tributary/kit';
import {
  DELIVERY_HEADER,
  ONCE_HEADER,
  PRINCIPAL_HEADER,
  type SubgraphRequest,
  signPrincipal,
} from '@tributary/kit/host';
import { ResponseTooLargeError } from '@tributary/kit/http-client';
import { Pool } from 'undici';
import { type Posted, post } from './post.ts';
import { readAnswer } from './read-answer.ts';
import type { SubgraphOperation, Transport } from './transport.ts';

/** Longest that a subgraph may take, in milliseconds. */
const TIMEOUT = 30_000;

/** Connections to one subgraph; each carries one operation at a time, so that a slow one holds up no other. */
const CONNECTIONS = 64;

/** How long a signed principal is used, in milliseconds: well within the minute that it is valid. */
const SIGNED_FOR = 30_000;

/** Failures of a connection that gave no answer, from a subgraph that stops, starts, or has closed an idle one. */
const NO_ANSWER = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

/** Headers that go with an operation, by the request that it is part of. */
export type HeadersOf = (request: SubgraphRequest) => Promise<Record<string, string>>;

const HEADERS = {
  'content-type': 'application/json',
  accept: 'application/graphql-response+json, application/json',
};

/** What an operation over HTTP works with. */
interface Line {
  readonly path: string;
  readonly pool: Pool;
  readonly headersOf: HeadersOf;
  readonly refused: string | undefined;
}

/** Reaches a subgraph of ours over HTTP, with who asks in a signed header. */
export function httpTransport(name: string, url: string, secret: string): Transport {
  if (!secret) throw new Error(`SUBGRAPH_SECRET is required to reach the subgraph ${name} over HTTP.`);
  const sign = signer(name, secret);
  return openHttp(name, url, {
    refused: 'The subgraph refused its gateway: SUBGRAPH_SECRET differs.',
    headers: async (request) => ({
      'x-request-id': request.requestId,
      ...(request.delivery ? { [DELIVERY_HEADER]: request.delivery } : {}),
      ...(request.once ? { [ONCE_HEADER]: request.once } : {}),
      [PRINCIPAL_HEADER]: await sign(request),
    }),
  });
}

/**
 * Reaches any GraphQL server over HTTP. One that cannot be reached, or answers what is not GraphQL, is UPSTREAM_FAILED;
 * its address stays in the log.
 */
export function plainHttpTransport(
  name: string,
  url: string,
  options: { headers?: HeadersOf; timeout?: number } = {},
): Transport {
  return openHttp(name, url, options);
}

interface HttpOptions {
  readonly headers?: HeadersOf;
  readonly timeout?: number;
  /** What status 401 means, where it says nothing of the caller. */
  readonly refused?: string;
}

function openHttp(
  name: string,
  url: string,
  { headers, timeout = TIMEOUT, refused }: HttpOptions,
): Transport {
  const { origin, pathname, search } = new URL(url);
  const pool = new Pool(origin, {
    connections: CONNECTIONS,
    pipelining: 1,
    headersTimeout: timeout,
    bodyTimeout: timeout,
    connect: { timeout: Math.min(timeout, 10_000) },
  });
  const headersOf = headers ?? (async () => ({}));
  const line: Line = { path: pathname + search, pool, headersOf, refused };
  return {
    async execute(operation) {
      const { query, variables, operationName } = operation;
      const body = JSON.stringify({ query, variables, operationName });
      let posted: Posted;
      try {
        posted = await answer(line, operation, body);
      } catch (cause) {
        throw failure(name, cause);
      }
      return readAnswer(name, posted);
    },
    stop: () => pool.destroy(),
  };
}

/** Only a query whose connection gave no answer is sent again, once. */
async function answer(line: Line, operation: SubgraphOperation, body: string): Promise<Posted> {
  const { kind, request } = operation;
  try {
    return await send(line, request, body);
  } catch (error) {
    const again = kind === 'query' && !request.signal.aborted && NO_ANSWER.has(codeOf(error));
    if (!again) throw error;
    return send(line, request, body);
  }
}

async function send(line: Line, request: SubgraphRequest, body: string): Promise<Posted> {
  const { pool, path, headersOf, refused } = line;
  const headers = { ...HEADERS, ...(await headersOf(request)) };
  const posted = await post(pool, { path, headers, body, signal: request.signal });
  if (posted.status === 401 && refused) throw new Error(refused);
  return posted;
}

/** Signs a principal once for a while; kept as long as the principal itself is, which is seconds. */
function signer(name: string, secret: string): (request: SubgraphRequest) => Promise<string> {
  const nobody = {};
  const signed = new WeakMap<object, { token: Promise<string>; until: number }>();
  return ({ principal }) => {
    const known = signed.get(principal ?? nobody);
    if (known && known.until > performance.now()) return known.token;
    const token = signPrincipal(principal, name, secret);
    signed.set(principal ?? nobody, { token, until: performance.now() + SIGNED_FOR });
    return token;
  };
}

function failure(name: string, cause: unknown): TributaryError {
  const details = { service: name };
  const tooLarge = ResponseTooLargeError.behind(cause);
  if (tooLarge)
    return new TributaryError('UPSTREAM_FAILED', `The subgraph ${name} answered ${tooLarge.excess}.`, {
      cause,
      details,
    });
  const slow = ['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'].includes(codeOf(cause));
  return new TributaryError(
    slow ? 'UPSTREAM_TIMEOUT' : 'UPSTREAM_FAILED',
    `The subgraph ${name} ${slow ? 'took too long' : 'could not be reached'}.`,
    { cause, details },
  );
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | null)?.code ?? '');
}
