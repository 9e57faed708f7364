import type { CombinedError } from 'urql';

/** Result of a request, in words for a person. */
export interface RequestProblem {
  readonly message: string;
  /** Whether a later attempt may succeed. */
  readonly canRetry: boolean;
}

const BY_CODE: Readonly<Record<string, string>> = {
  // The scopes of the console's tokens are those of the role.
  FORBIDDEN_SCOPE: 'Your role does not allow this. Ask an admin of the workspace.',
  PLAN_REQUIRED: 'The plan of this workspace does not include this.',
  RATE_LIMITED: 'Too many requests in a short time. Try again in a minute.',
  DEADLINE_EXCEEDED: 'The answer took too long.',
  UNAVAILABLE: 'The server cannot answer at the moment.',
};

/** Describes why a request failed. */
export function problemOf(error: CombinedError): RequestProblem {
  if (error.networkError) return { message: 'The server cannot be reached.', canRetry: true };
  const [first] = error.graphQLErrors;
  const code = String(first?.extensions?.['code'] ?? '');
  const message = BY_CODE[code] ?? first?.message ?? 'The request failed.';
  return { message, canRetry: code !== 'FORBIDDEN_SCOPE' && code !== 'PLAN_REQUIRED' };
}
