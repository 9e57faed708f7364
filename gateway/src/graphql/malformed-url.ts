import { isUnicode, queryFault } from '@tributary/kit/text';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Parameters of a GET request that contain JSON. */
const JSON_PARAMETERS = ['variables', 'extensions'];

/**
 * Rejects a URL that does not decode to valid text: escapes that are malformed or not UTF-8, and
 * lone surrogates in its JSON. Bodies are checked alike, because such text would be stored as
 * U+FFFD. Invalid JSON is left to Apollo Server.
 */
export async function refuseUnreadableAddresses(
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const message = faultOf(request);
  if (message === null) return;
  return reply.code(400).send({ errors: [{ message, extensions: { code: 'INVALID_INPUT' } }] });
}

function faultOf({ url, method }: FastifyRequest): string | null {
  const fault = queryFault(url);
  if (fault) return `The ${fault.parameter} parameter must be ${fault.expected}.`;
  if (method === 'POST') return null;
  const parameters = new URL(url, 'http://localhost').searchParams;
  const wrong = JSON_PARAMETERS.find((name) =>
    parameters.getAll(name).some((text) => !isUnicode(parsed(text))),
  );
  return wrong === undefined
    ? null
    : `The ${wrong} parameter has text with half a surrogate pair (U+D800 to U+DFFF).`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
