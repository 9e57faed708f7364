/** The failure for an id that the workspace does not have. */
export function missing(what: string) {
  return { __typename: 'NotFound', message: `The workspace has no ${what} of this id.` };
}
