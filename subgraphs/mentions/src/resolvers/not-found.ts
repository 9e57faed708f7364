/** Returns the failure for an id unknown in the workspace. */
export function missing(what: string) {
  return { __typename: 'NotFound', message: `The workspace has no ${what} with this id.` };
}
