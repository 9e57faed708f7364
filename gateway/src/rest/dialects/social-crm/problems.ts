import { Problem } from '../../engine/problem.ts';

/** An expected failure of a mutation, as the graph returns it. */
export interface Failure {
  __typename: string;
  message?: string;
  field?: string | null;
}

/** Selections of failures, by member of the mutation's union. */
export const FAILURES = {
  InvalidInput: '... on InvalidInput { message field }',
  NotFound: '... on NotFound { message }',
  Conflict: '... on Conflict { message }',
  PlanRequired: '... on PlanRequired { message }',
  QuotaExceeded: '... on QuotaExceeded { message }',
  ModelRequired: '... on ModelRequired { message }',
} as const;

const CODES = {
  InvalidInput: 'INVALID_PARAMETER',
  NotFound: 'NOT_FOUND',
  Conflict: 'CONFLICT',
  PlanRequired: 'PLAN_REQUIRED',
  QuotaExceeded: 'QUOTA_EXCEEDED',
  ModelRequired: 'MODEL_REQUIRED',
} as const;

/** Returns the selection of these failures. */
export function failures(...kinds: (keyof typeof FAILURES)[]): string {
  return ['__typename', ...kinds.map((kind) => FAILURES[kind])].join(' ');
}

/** Throws the problem of a failed mutation. */
export function refuse({ __typename, message = '', field }: Failure): void {
  const code = CODES[__typename as keyof typeof CODES];
  if (code) throw new Problem(code, inDocumentsWords(message), field ? { details: { field } } : {});
}

/** Converts member names in a message to the documented form, such as `scheduled_at`. */
function inDocumentsWords(message: string): string {
  return message.replace(/`[a-zA-Z]+`/g, (name) =>
    name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  );
}

/** Returns the problem of an object that is not in the workspace. */
export function notFound(what: string): Problem {
  return new Problem('NOT_FOUND', `${what} was not found.`);
}

/** Errors of a route without input, by status. */
export const BARE_ERRORS = {
  401: ['unauthorized'],
  403: ['forbidden_scope'],
  429: ['rate_limited'],
  500: ['internal_error'],
};

/** Errors of every other route. */
export const ERRORS = { ...BARE_ERRORS, 400: ['invalid_request'] };

/** Errors of a route for one object. */
export const ONE_ERRORS = { ...ERRORS, 404: ['not_found'] };

/** Errors of a route that requires a paid plan. */
export const PAID_ERRORS = { ...ERRORS, 402: ['payment_required'] };
