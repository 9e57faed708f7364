/** Returns the full name of an account: `acct` has no host for the server's own accounts. */
export function fullName({ acct }: { readonly acct: string }, host: string): string {
  return acct.includes('@') ? acct : `${acct}@${host}`;
}
