import { redactText } from '@tributary/kit/host';
import { isOutage, OUTAGE } from '@tributary/kit/postgres';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Reports an invalid, oversized or non-JSON body as a GraphQL error. */
export function refuseBadRequest(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const {
    statusCode = 500,
    message,
    code,
  } = error as { statusCode?: number; message: string; code?: string };
  if (code === 'OVERLOADED')
    return reply.code(statusCode).send({ errors: [{ message, extensions: { code } }] });
  if (isOutage(error)) return refuseForOutage(error, request, reply);
  if (statusCode >= 500) request.log.error({ err: error }, 'request failed');
  const [shown, text] =
    statusCode >= 500 ? ['INTERNAL', 'An unexpected error occurred.'] : ['INVALID_INPUT', message];
  return reply
    .code(statusCode)
    .send({ errors: [{ message: redactText(text!), extensions: { code: shown } }] });
}

/** Rejects requests while the database is unavailable and callers cannot be authenticated. */
function refuseForOutage(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  request.log.error({ err: error }, 'request failed');
  return reply
    .code(503)
    .header('retry-after', '1')
    .send({ errors: [{ message: OUTAGE, extensions: { code: 'UNAVAILABLE', retryAfter: 1 } }] });
}
