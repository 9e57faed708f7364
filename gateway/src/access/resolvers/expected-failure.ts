import { TributaryError } from '@tributary/kit';

/** GraphQL types that implement `Failure`, by error code. */
const FAILURES: Readonly<Partial<Record<TributaryError['code'], string>>> = {
  INVALID_INPUT: 'InvalidInput',
  NOT_FOUND: 'NotFound',
  CONFLICT: 'Conflict',
};

/** Returns the result of a mutation, converting expected errors to a `Failure`. */
export async function orExpectedFailure<Result>(work: () => Promise<Result>) {
  try {
    return await work();
  } catch (error) {
    const __typename = error instanceof TributaryError ? FAILURES[error.code] : undefined;
    if (!__typename) throw error;
    const { message, details } = error as TributaryError;
    return { __typename, message, field: details['field'] };
  }
}
