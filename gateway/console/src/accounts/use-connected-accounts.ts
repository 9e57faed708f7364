import { useGraph } from '../graph/index.ts';
import type { Option } from '../ui/form/multi-select.tsx';
import { platformName } from '../ui/words.ts';
import { type Account, accountsQuery } from './accounts-query.ts';

/** Loads the accounts that posts can be published to; empty until they have loaded. */
export function useConnectedAccounts(): Account[] {
  const { data } = useGraph(accountsQuery, {});
  return data?.connectedAccounts?.nodes.filter(({ status }) => status === 'CONNECTED') ?? [];
}

/** Returns the accounts as options of a form. */
export function accountOptions(accounts: readonly Account[]): Option[] {
  return accounts.map(({ id, handle, platform }) => ({
    value: id,
    name: `${handle}, ${platformName(platform)}`,
  }));
}
