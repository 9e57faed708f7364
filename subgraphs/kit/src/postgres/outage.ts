import { TributaryError } from '../core/errors.ts';

/**
 * SQLSTATEs of a server that cannot serve now: connection exceptions, insufficient resources,
 * shut-down or start-up, and a primary that has become read-only in a failover.
 */
const SQL_STATES = /^(08...|53...|57P0[1-5]|25006)$/;

/** System errors of a connection that cannot be made or has broken. */
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

/** Failures for which pg has no code. */
const MESSAGES =
  /^(timeout exceeded when trying to connect|Connection terminated|Query read timeout|Client has encountered a connection error|Client was closed)/;

/**
 * Whether an error means that PostgreSQL cannot be reached or cannot serve now; the same request
 * may succeed later.
 */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof TributaryError) return false;
  const { code } = error as { code?: unknown };
  if (typeof code === 'string') return SYSTEM.has(code) || SQL_STATES.test(code);
  return MESSAGES.test(error.message);
}

/** The message of an outage for callers. */
export const OUTAGE = 'The service is temporarily unavailable. Try again soon.';
