import { isDeepStrictEqual } from 'node:util';
import { inTransaction, type Scope } from '@tributary/kit/postgres';
import { type ConnectedAccount, updateSealedCredentials } from '../data/accounts.ts';
import type { Tables } from '../data/tables.ts';
import type { Credentials, Publisher } from '../publishers/publisher.ts';
import type { AccountServices } from './connect.ts';
import { openCredentials, sealCredentials } from './sealed.ts';

/** How long before its end a token is renewed: more than a delivery has to ask with it. */
const SOON = 5 * 60 * 1_000;
/** Longest that a renewal may take: it holds a row, and PostgreSQL ends a transaction that idles for 30 seconds. */
const LONGEST = 10_000;

/** For what credentials are asked. */
export interface CredentialsWanted {
  readonly now: Date;
  /** Credentials that the platform has just refused: others are wanted. */
  readonly refused?: Credentials;
}

/**
 * Gives the credentials to ask an account's platform with; null when it cannot be published to, or has none but those
 * that were refused. A PublishError when they were to be renewed and could not be.
 */
export type AccountCredentials = (
  scope: Scope<Tables>,
  account: Pick<ConnectedAccount, 'id' | 'platform'>,
  wanted: CredentialsWanted,
) => Promise<Credentials | null>;

/**
 * Opens accounts' credentials, renewed where they end soon (`expiresAt`, which is sealed with them) or were refused.
 *
 * A refresh token is spent once, whoever races for it: who renews holds the account's row, reads what is kept again, and
 * keeps the new ones in the same transaction; who comes second finds them. That the answer is lost on its way, or cannot
 * be kept, leaves a refresh token that may be spent: it is tried once more, and if it is refused then the account has
 * expired and must be connected again.
 */
export function openAccountCredentials({ publishers, secrets }: AccountServices): AccountCredentials {
  // One renewal of an account at a time in a process, so that deliveries which wait for it hold no connections.
  const underWay = new Map<string, Promise<Credentials | null>>();
  return async (scope, { id, platform }, wanted) => {
    const held = await openCredentials(secrets, scope, id);
    if (!held || !isStale(held, wanted)) return held;
    const publisher = publishers.get(platform)!;
    if (!publisher.renew) return wanted.refused ? null : held;
    const key = `${scope.workspaceId}/${id}`;
    const renewing =
      underWay.get(key) ??
      renewHeld({ publisher, secrets, scope, id, wanted }).finally(() => underWay.delete(key));
    underWay.set(key, renewing);
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

/** The one place where a platform is asked within a transaction: nobody else may ask meanwhile, in any process. */
function renewHeld({ publisher, secrets, scope, id, wanted }: Renewal): Promise<Credentials | null> {
  return inTransaction(scope, async (scope) => {
    const held = await openCredentials(secrets, scope, id, { hold: true });
    if (!held || !isStale(held, wanted)) return held;
    const renewed = await renew(publisher, held, wanted.now);
    if (!renewed) return wanted.refused ? null : held;
    await updateSealedCredentials(scope, id, await sealCredentials(secrets, scope.workspaceId, renewed));
    return renewed;
  });
}

/**
 * New credentials, to be kept before they are used; null where nothing is renewed. No caller can end it half-way: the
 * answer would be lost, and the refresh token with it.
 */
export async function renew(
  publisher: Publisher,
  credentials: Credentials,
  now: Date,
): Promise<Credentials | null> {
  return (await publisher.renew?.(credentials, now, AbortSignal.timeout(LONGEST))) ?? null;
}

function isStale(held: Credentials, { now, refused }: CredentialsWanted): boolean {
  if (refused) return isDeepStrictEqual(held, refused);
  const { expiresAt } = held;
  return expiresAt !== undefined && Date.parse(expiresAt) - now.getTime() < SOON;
}
