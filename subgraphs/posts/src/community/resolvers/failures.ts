import { InvalidQueryError } from '../tracking/tracker-input.ts';

/** Returns the failure for an object that the workspace does not have. */
export function missing(what: string) {
  return { __typename: 'NotFound', message: `The workspace has no ${what} with this id.` };
}

/** Runs work, and returns an invalid query as a failure. */
export async function withQueryFailures<Result>(work: () => Promise<Result>) {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof InvalidQueryError)) throw error;
    return { __typename: 'InvalidQuery', ...error.fault };
  }
}
