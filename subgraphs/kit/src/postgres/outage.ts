import { TributaryError } from '../core/errors.ts';

/**
 * SQLSTATEs of a server that temporarily cannot serve: connection exceptions, insufficient
 * resources, shutdown or startup, and a primary that became read-only in a failover.
 */
const SQL_STATES = /^(08...|53...|57P0[1-5]|25006)$/;

/** System errors of a connection that failed or broke. */
const SYSTEM = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]);

/** Messages of failures for which pg has no code. */
const MESSAGES =
  /^(timeout exceeded when trying to connect|Connection terminated|Query read timeout|Client has encountered a connection error|Client was closed)/;

/**
 * Whether an error means that PostgreSQL is unreachable or temporarily unable to serve, so that a
 * retry may succeed.
 */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof TributaryError) return false;
  const { code } = error as { code?: unknown };
  if (typeof code === 'string') return SYSTEM.has(code) || SQL_STATES.test(code);
  return MESSAGES.test(error.message);
}

/** The public message of an outage. */
export const OUTAGE = 'The service is temporarily unavailable. Try again soon.';
