import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { TributaryError } from '../core/errors.ts';
import type { Logger } from '../core/log.ts';
import { isOutage, OUTAGE } from '../postgres/outage.ts';

/**
 * Apollo Server's codes for an invalid request; we report one code for all of them on every
 * transport.
 */
const APOLLO_REFUSALS = new Set(['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'BAD_USER_INPUT']);

/**
 * SQLSTATEs of text with the character NUL, which PostgreSQL rejects: always the caller's mistake.
 */
const NUL_IN_TEXT = new Set(['22021', '22P05']);

/**
 * Formats an error for the caller. A {@link TributaryError} exposes its code, message and details;
 * an error of GraphQL itself (syntax, validation, coercion) its message. An outage of the database
 * becomes UNAVAILABLE; any other error becomes INTERNAL, masked, and is logged here with the
 * request id.
 */
export function formatError(error: GraphQLError, log: Logger, requestId: string): GraphQLFormattedError {
  const original = rootOf(error);
  if (original instanceof TributaryError) {
    return shown(error, original.message, { code: original.code, ...original.details });
  }
  if (original === undefined) {
    const code = error.extensions['code'];
    const own = typeof code === 'string' && !APOLLO_REFUSALS.has(code);
    return shown(error, error.message, { code: own ? code : 'INVALID_INPUT' });
  }
  if (NUL_IN_TEXT.has((original as { code?: string }).code ?? '')) {
    return shown(error, 'Text must not contain the character NUL.', { code: 'INVALID_INPUT' });
  }
  log.error({ err: original, requestId, path: error.path }, 'request failed');
  if (isOutage(original)) return shown(error, OUTAGE, { code: 'UNAVAILABLE', retryAfter: 1 });
  return shown(error, 'An unexpected error occurred.', { code: 'INTERNAL' });
}

/**
 * Returns the error that a resolver threw, unwrapped from any GraphQL errors; undefined for
 * GraphQL's own errors.
 */
function rootOf(error: GraphQLError): unknown {
  let root: unknown = error.originalError;
  while (root instanceof GraphQLError) root = root.originalError;
  return root ?? undefined;
}

function shown(error: GraphQLError, message: string, extensions: Record<string, unknown>) {
  return {
    message,
    ...(error.locations ? { locations: error.locations } : {}),
    ...(error.path ? { path: error.path } : {}),
    extensions,
  };
}
