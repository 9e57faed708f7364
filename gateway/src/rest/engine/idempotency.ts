import type { FastifyRequest } from 'fastify';
import type { StoredResponse } from '../../admission/index.ts';
import type { Dialect, RestServices, Route } from './dialect.ts';
import { Problem, problemOf } from './problem.ts';

/** A response to be sent. */
interface Response extends StoredResponse {
  readonly headers?: Readonly<Record<string, string>>;
}

const VALID_KEY = /^[\x21-\x7e]{1,255}$/;
const PAYMENT_REQUIRED = 402;
const INTERNAL = 500;

/**
 * Runs a route's work. Under an `Idempotency-Key` the work runs once, survives a disconnected
 * client, and its response is replayed for a day; `work` then gets a signal that fires when its
 * lease is lost, and a name shared by every attempt. 5xx and 402 responses are not stored, so a
 * retry runs the work again.
 */
export async function runOnce(
  dialect: Dialect,
  route: Route,
  request: FastifyRequest,
  { idempotentResponses }: RestServices,
  work: (attempt?: { signal: AbortSignal; once: string }) => Promise<StoredResponse>,
): Promise<Response> {
  const idempotencyKey = idempotencyKeyOf(dialect, route, request);
  if (idempotencyKey === null) return work();
  const attempt = await idempotentResponses.begin(request.rest.principal!, {
    route: `${dialect.name} ${route.operationId}`,
    idempotencyKey,
    content: `${request.url}\n${JSON.stringify(request.body ?? null)}`,
  });
  if (attempt.outcome === 'replayed')
    return { ...attempt.response, headers: { 'idempotent-replayed': 'true' } };
  if (attempt.outcome === 'conflict')
    throw new Problem('CONFLICT', 'This Idempotency-Key was used for another request.');
  if (attempt.outcome === 'in progress')
    throw new Problem('CONFLICT', 'The request with this Idempotency-Key is still in progress.', {
      headers: { 'retry-after': '1' },
    });
  const response = await work({ signal: attempt.lost, once: attempt.name }).catch(async (error: unknown) => {
    const failure = dialect.fail(problemOf(error), request.rest.budget);
    if (failure.status >= INTERNAL) await attempt.release();
    else if (failure.status === PAYMENT_REQUIRED) await attempt.discard();
    else await attempt.store(failure);
    throw error;
  });
  // The work is done, so its caller gets the response even if it cannot be stored.
  await attempt
    .store(response)
    .catch((error) => request.log.error({ err: error }, 'cannot store the response for its idempotency key'));
  return response;
}

function idempotencyKeyOf(dialect: Dialect, route: Route, request: FastifyRequest): string | null {
  const sent = request.headers['idempotency-key'];
  if (!dialect.idempotency || route.method !== 'POST' || sent === undefined) return null;
  if (typeof sent === 'string' && VALID_KEY.test(sent)) return sent;
  throw new Problem(
    'INVALID_PARAMETER',
    'The Idempotency-Key header must be 1 to 255 visible ASCII characters.',
    { details: { parameter: 'Idempotency-Key' } },
  );
}
