import { TributaryError } from '@tributary/kit';

/** Runs a mutation; what was sent wrongly becomes a member of its union. */
export async function refusing<Result>(work: () => Promise<Result>) {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof TributaryError && error.code === 'INVALID_INPUT')) throw error;
    return { __typename: 'InvalidInput', message: error.message, field: error.details['field'] };
  }
}

export function missing(what: string) {
  return { __typename: 'NotFound', message: `The workspace has no ${what} of this id.` };
}
