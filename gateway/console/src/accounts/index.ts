export { type Account, accountsQuery } from './accounts-query.ts';
export { accountOptions, useConnectedAccounts } from './use-connected-accounts.ts';
