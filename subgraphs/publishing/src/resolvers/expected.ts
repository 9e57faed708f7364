import { type ErrorCode, TributaryError } from '@tributary/kit';

/** Failures that a mutation answers as a member of its union, by the code of the error. */
const MEMBERS: Readonly<Partial<Record<ErrorCode, string>>> = {
  INVALID_INPUT: 'InvalidInput',
  NOT_FOUND: 'NotFound',
  CONFLICT: 'Conflict',
  PLAN_REQUIRED: 'PlanRequired',
  QUOTA_EXCEEDED: 'QuotaExceeded',
  MODEL_REQUIRED: 'ModelRequired',
};

/** Does what a mutation does; a failure that its caller must expect is an answer, any other an error. */
export async function expected<Result>(work: () => Promise<Result>) {
  try {
    return await work();
  } catch (error) {
    const __typename = error instanceof TributaryError ? MEMBERS[error.code] : undefined;
    if (!__typename) throw error;
    const { message, details } = error as TributaryError;
    return { __typename, message, ...details };
  }
}
