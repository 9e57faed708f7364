import { Problem } from '../../engine/problem.ts';

/** The error codes that every route has. */
export const ERRORS = {
  400: ['validation_error'],
  401: ['auth_error'],
  403: ['permission_error'],
  429: ['rate_limit_exceeded'],
  500: ['server_error'],
} as const;

/** An expected failure among the members of a mutation's union. */
export interface Failure {
  readonly __typename: string;
  readonly message: string;
}

/** Throws what a mutation's answer says went wrong, in this dialect's words. */
export function refuse({ __typename, message }: Failure): void {
  if (__typename === 'InvalidInput')
    throw new Problem('INVALID_PARAMETER', message, { details: { parameter: 'username' } });
  if (__typename === 'NotFound') throw new Problem('NOT_FOUND', 'Account not found');
}
