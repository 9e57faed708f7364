import type { FastifyReply } from 'fastify';
import type { Refusal } from '../admission/index.ts';
import type { GatewayConfig } from '../config/index.ts';
import { sendProblem } from './send-problem.ts';

/** Seconds after which a refused stream may try again. */
const RETRY_AFTER = '5';

/** Sends why a request is not admitted. */
export function refuseRequest(reply: FastifyReply, refusal: Refusal): FastifyReply {
  switch (refusal.reason) {
    case 'missing':
      return sendProblem(reply, 401, 'No API key was provided, or the ticket is not valid.');
    case 'invalid':
      return sendProblem(reply, 401, 'The API key is invalid or has been revoked.');
    case 'scope':
      return sendProblem(reply, 403, `The scope ${refusal.scope} is missing.`);
    case 'plan':
      return sendProblem(reply, 403, refusal.refusal);
    default:
      reply.header('retry-after', String(refusal.wait));
      return sendProblem(reply, 429, 'Too many requests.');
  }
}

/** Sends which limit of open streams a request would exceed. */
export function refuseStream(
  reply: FastifyReply,
  exceeded: 'key' | 'process',
  { STREAMS_MAX, STREAMS_MAX_PER_KEY }: GatewayConfig,
): FastifyReply {
  reply.header('retry-after', RETRY_AFTER);
  if (exceeded === 'key')
    return sendProblem(reply, 429, `At most ${STREAMS_MAX_PER_KEY} streams of a key at a time.`);
  return sendProblem(reply, 503, `At most ${STREAMS_MAX} streams in one process at a time.`);
}
