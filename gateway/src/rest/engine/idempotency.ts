import type { FastifyRequest } from 'fastify';
import type { KeptAnswer } from '../../limits/index.ts';
import type { Dialect, Route } from './dialect.ts';
import { Problem, problemOf } from './problem.ts';
import type { RestServices } from './register.ts';

/** An answer on its way out. */
interface Answer extends KeptAnswer {
  readonly headers?: Readonly<Record<string, string>>;
}

const SENT = /^[\x21-\x7e]{1,255}$/;
const PAYMENT_REQUIRED = 402;
const INTERNAL = 500;

/**
 * Does a route's work; under an `Idempotency-Key` once, giving its answer again for a day. Work under a key goes on
 * when its caller is gone, who will ask again: `work` then gets a signal that ends it only when its claim is lost, and the
 * name that each try of it has. What did not come to an end of its own (5xx), and what money mends (402), is not kept: the
 * next request does the work.
 */
export async function once(
  dialect: Dialect,
  route: Route,
  request: FastifyRequest,
  { answers }: RestServices,
  work: (tried?: { signal: AbortSignal; once: string }) => Promise<KeptAnswer>,
): Promise<Answer> {
  const idempotencyKey = keyOf(dialect, route, request);
  if (idempotencyKey === null) return work();
  const begun = await answers.begin(request.rest.principal!, {
    route: `${dialect.name} ${route.operationId}`,
    idempotencyKey,
    content: `${request.url}\n${JSON.stringify(request.body ?? null)}`,
  });
  if (begun.turn === 'again') return { ...begun.answer, headers: { 'idempotent-replayed': 'true' } };
  if (begun.turn === 'other request')
    throw new Problem('CONFLICT', 'This Idempotency-Key was used for another request.');
  if (begun.turn === 'too early')
    throw new Problem('CONFLICT', 'The request with this Idempotency-Key is still being worked on.', {
      headers: { 'retry-after': '1' },
    });
  const tried = { signal: begun.lost, once: begun.once };
  const answer = await work(tried).catch(async (error: unknown) => {
    const failure = dialect.fail(problemOf(error), request.rest.budget);
    if (failure.status >= INTERNAL) await begun.release();
    else if (failure.status === PAYMENT_REQUIRED) await begun.forget();
    else await begun.keep(failure);
    throw error;
  });
  // The work is done: its caller learns so, whatever becomes of the note of it.
  await begun.keep(answer).catch((error) => request.log.error({ err: error }, 'an answer was not kept'));
  return answer;
}

function keyOf(dialect: Dialect, route: Route, request: FastifyRequest): string | null {
  const sent = request.headers['idempotency-key'];
  if (!dialect.idempotency || route.method !== 'POST' || sent === undefined) return null;
  if (typeof sent === 'string' && SENT.test(sent)) return sent;
  throw new Problem(
    'INVALID_PARAMETER',
    'The Idempotency-Key header must be 1 to 255 visible ASCII characters.',
    {
      details: { parameter: 'Idempotency-Key' },
    },
  );
}
