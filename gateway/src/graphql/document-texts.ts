import type { FastifyRequest } from 'fastify';

/**
 * Returns the documents of a request. Reads them like Apollo Server does, so that it cannot find
 * another one.
 */
export function textsOf({ method, url, body }: FastifyRequest): unknown[] {
  if (method !== 'POST') return new URL(url, 'http://localhost').searchParams.getAll('query');
  const text = (body as { query?: unknown } | null | undefined)?.query;
  return text === undefined ? [] : [text];
}
