import { invalidResult } from '@tributary/kit';

/** Runs a mutation; what was sent wrongly becomes a member of its union. */
export async function refusing<Result>(work: () => Promise<Result>) {
  try {
    return await work();
  } catch (error) {
    return invalidResult(error);
  }
}

export function missing(what: string) {
  return { __typename: 'NotFound', message: `The workspace has no ${what} of this id.` };
}
