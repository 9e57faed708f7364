import { AsyncLocalStorage } from 'node:async_hooks';

const current = new AsyncLocalStorage<() => readonly string[]>();

/**
 * Runs `work`, whose paid requests are charged to one of these workspaces. They are listed only for
 * a request that costs money.
 */
export function onBehalfOf<Result>(workspaces: () => readonly string[], work: () => Result): Result {
  return current.run(workspaces, work);
}

/** Lists the workspaces that may be charged for a request that is sent now. */
export function currentPayers(): readonly string[] {
  return current.getStore()?.() ?? [];
}
