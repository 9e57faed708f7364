import { TributaryError } from '@tributary/kit';

/** An INVALID_INPUT as the member of a mutation's result; anything else is thrown on. */
export function invalidResult(error: unknown) {
  if (!(error instanceof TributaryError && error.code === 'INVALID_INPUT')) throw error;
  return { __typename: 'InvalidInput', message: error.message, field: error.details['field'] };
}
