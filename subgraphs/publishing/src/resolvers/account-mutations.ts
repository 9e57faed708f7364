import { withFailures } from '@tributary/kit';
import type { Scope } from '@tributary/kit/postgres';
import { type AccountServices, type ConnectInput, connectAccount } from '../accounts/index.ts';
import { loadAccounts, updateAccountStatus } from '../data/accounts.ts';
import type { Tables } from '../data/tables.ts';

/** Context used by these resolvers. */
interface AccountContext extends AccountServices {
  readonly signal: AbortSignal;
  scope(): Scope<Tables>;
  lasting(): Scope<Tables>;
}

export const accountMutations = {
  connectAccount: (_: unknown, { input }: { input: ConnectInput }, context: AccountContext) =>
    withFailures(async () => {
      // Completes even if the caller disconnects: renewed credentials that are not stored are lost.
      const account = await connectAccount(context, context.lasting(), input, context.signal);
      return { __typename: 'AccountConnected', account };
    }, ['INVALID_INPUT', 'UPSTREAM_FAILED']),

  async disconnectAccount(_: unknown, { id }: { id: string }, context: AccountContext) {
    const scope = context.scope();
    const [account] = await loadAccounts(scope, [id]);
    if (!account) return { __typename: 'NotFound', message: 'The account was not found.' };
    if (account.status === 'disconnected')
      return { __typename: 'Conflict', message: 'The account is disconnected already.' };
    await updateAccountStatus(scope, id, 'disconnected');
    return { __typename: 'AccountDisconnected', account: { ...account, status: 'disconnected' } };
  },
};
