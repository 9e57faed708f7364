import type { FastifyRequest } from 'fastify';

/**
 * Returns the documents of a request. Reads them as Apollo Server does, so that both see the same
 * documents.
 */
export function textsOf({ method, url, body }: FastifyRequest): unknown[] {
  if (method !== 'POST') return new URL(url, 'http://localhost').searchParams.getAll('query');
  const text = (body as { query?: unknown } | null | undefined)?.query;
  return text === undefined ? [] : [text];
}
