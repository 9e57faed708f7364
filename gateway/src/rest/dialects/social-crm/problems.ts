import { Problem } from '../../engine/problem.ts';

/** An expected failure of a mutation, as the graph gives it. */
export interface Failure {
  __typename: string;
  message?: string;
  field?: string | null;
}

/** What the graph is asked for of a mutation's failures, by the members of its union. */
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

/** The selection of some failures. */
export function failures(...kinds: (keyof typeof FAILURES)[]): string {
  return ['__typename', ...kinds.map((kind) => FAILURES[kind])].join(' ');
}

/** Throws what a mutation was refused with. */
export function refuse({ __typename, message = '', field }: Failure): void {
  const code = CODES[__typename as keyof typeof CODES];
  if (code) throw new Problem(code, inDocumentsWords(message), field ? { details: { field } } : {});
}

/** The graph's names of members as the document writes them: `scheduled_at`. */
function inDocumentsWords(message: string): string {
  return message.replace(/`[a-zA-Z]+`/g, (name) =>
    name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  );
}

/** Something that is not in the workspace. */
export function notFound(what: string): Problem {
  return new Problem('NOT_FOUND', `${what} was not found.`);
}

/** Errors of a route that takes nothing, by status. */
export const BARE_ERRORS = {
  401: ['unauthorized'],
  403: ['forbidden_scope'],
  429: ['rate_limited'],
  500: ['internal_error'],
};

/** Errors of every other route. */
export const ERRORS = { ...BARE_ERRORS, 400: ['invalid_request'] };

/** Those of a route about one object. */
export const ONE_ERRORS = { ...ERRORS, 404: ['not_found'] };

/** Those of a route that needs a paid plan. */
export const PAID_ERRORS = { ...ERRORS, 402: ['payment_required'] };
