import type { FastifyReply } from 'fastify';

/**
 * Sends a problem document (RFC 9457), the error envelope of everything but GraphQL, OAuth and the
 * documented APIs.
 */
export function sendProblem(reply: FastifyReply, status: number, title: string): FastifyReply {
  const instance = `urn:request:${reply.request.id}`;
  return reply
    .code(status)
    .type('application/problem+json')
    .send({ type: 'about:blank', title, status, instance });
}
