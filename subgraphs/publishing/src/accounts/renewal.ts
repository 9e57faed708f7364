import { isDeepStrictEqual } from 'node:util';
import { inTransaction, type Scope } from '@tributary/kit/postgres';
import type { Credentials, Publisher } from '@tributary/platforms';
import { type ConnectedAccount, findSealedCredentials, updateSealedCredentials } from '../data/accounts.ts';
import type { Tables } from '../data/tables.ts';
import { accountSecrets } from './account-secrets.ts';
import type { AccountServices } from './account-services.ts';
import { renew } from './renew.ts';

/**
 * How long before its expiry a token is renewed, in milliseconds: longer than a delivery takes
 * within the default lease of two minutes.
 */
const SOON = 5 * 60 * 1_000;

/** A request for credentials. */
export interface CredentialsWanted {
  readonly now: Date;
  /** Credentials that the platform has just rejected; others are wanted. */
  readonly refused?: Credentials;
}

/**
 * Returns the credentials of an account; null if it is not connected, or has none but the rejected
 * ones. Throws a PublishError if they could not be renewed.
 */
export type AccountCredentials = (
  scope: Scope<Tables>,
  account: Pick<ConnectedAccount, 'id' | 'platform'>,
  wanted: CredentialsWanted,
) => Promise<Credentials | null>;

/**
 * Opens the credentials of accounts, and renews those that expire soon (`expiresAt`, sealed with
 * them) or were rejected.
 *
 * A refresh token works once. The renewal therefore locks the account's row, reads the stored
 * credentials again, and stores the new ones in the same transaction; a concurrent renewal then
 * finds them. If the response is lost or cannot be stored, the refresh token may be spent: the next
 * delivery tries it again, and if it is rejected the account must be connected again.
 */
export function openAccountCredentials({
  publishers,
  secrets,
}: Pick<AccountServices, 'publishers' | 'secrets'>): AccountCredentials {
  // One renewal per account in a process, so that waiting deliveries hold no connections.
  const inFlight = new Map<string, Promise<Credentials | null>>();
  return async (scope, { id, platform }, wanted) => {
    const stored = await findSealedCredentials(scope, id);
    const held = await accountSecrets.open(secrets, scope.workspaceId, stored);
    if (!held || !isStale(held, wanted)) return held;
    const publisher = publishers.get(platform)!;
    if (!publisher.renew) return wanted.refused ? null : held;
    const key = `${scope.workspaceId}/${id}`;
    const renewing =
      inFlight.get(key) ??
      renewHeld({ publisher, secrets, scope, id, wanted }).finally(() => inFlight.delete(key));
    inFlight.set(key, renewing);
    return renewing;
  };
}

interface Renewal {
  readonly publisher: Publisher;
  readonly secrets: AccountServices['secrets'];
  readonly scope: Scope<Tables>;
  readonly id: string;
  readonly wanted: CredentialsWanted;
}

/**
 * The only call to a platform within a transaction: no other process may renew at the same time.
 */
function renewHeld({ publisher, secrets, scope, id, wanted }: Renewal): Promise<Credentials | null> {
  return inTransaction(scope, async (scope) => {
    const stored = await findSealedCredentials(scope, id, true);
    const held = await accountSecrets.open(secrets, scope.workspaceId, stored);
    if (!held || !isStale(held, wanted)) return held;
    const renewed = await renew(publisher, held, wanted.now);
    if (!renewed) return wanted.refused ? null : held;
    await updateSealedCredentials(scope, id, await accountSecrets.seal(secrets, scope.workspaceId, renewed));
    return renewed;
  });
}

function isStale(held: Credentials, { now, refused }: CredentialsWanted): boolean {
  if (refused) return isDeepStrictEqual(held, refused);
  const { expiresAt } = held;
  return expiresAt !== undefined && Date.parse(expiresAt) - now.getTime() < SOON;
}
