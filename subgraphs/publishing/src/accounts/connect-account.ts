import { invalidInput } from '@tributary/kit';
import type { Scope } from '@tributary/kit/postgres';
import { isLongerThan } from '@tributary/kit/text';
import {
  type Credentials,
  type GivenCredential,
  type PublishingPlatform as Platform,
  PublishError,
  type Publisher,
  platformOf,
  readCredentials,
  type VerifiedAccount,
  verificationFailure,
} from '@tributary/platforms';
import { type ConnectedAccount, upsertAccount } from '../data/accounts.ts';
import type { Tables } from '../data/tables.ts';
import { newId } from '../ids.ts';
import { accountSecrets } from './account-secrets.ts';
import type { AccountServices } from './account-services.ts';
import { renew } from './renew.ts';

const LONGEST_NAME = 200;

/** An account to connect, as requested. */
export interface ConnectInput {
  readonly platform: Platform;
  readonly credentials: readonly GivenCredential[];
  readonly displayName?: string | null;
}

/**
 * Verifies credentials with the platform and stores them; replaces those of an account that is
 * already connected. Throws INVALID_INPUT if they are wrong, UPSTREAM_FAILED if the platform could
 * not verify them.
 */
export async function connectAccount(
  { publishers, secrets, clock }: AccountServices,
  scope: Scope<Tables>,
  input: ConnectInput,
  signal: AbortSignal,
): Promise<ConnectedAccount> {
  const publisher = publishers.get(input.platform)!;
  const names = platformOf(input.platform).publish!.credentials;
  const credentials = readCredentials(input.platform, names, input.credentials);
  const named = input.displayName?.trim() ?? '';
  if (isLongerThan(named, LONGEST_NAME))
    throw invalidInput('input.displayName', `\`displayName\` must have at most ${LONGEST_NAME} characters.`);
  const { verified, credentials: verifiedCredentials } = await verify(publisher, credentials, {
    clock,
    signal,
    workspaceId: scope.workspaceId,
  });
  return upsertAccount(scope, {
    ...verified,
    displayName: named || verified.displayName,
    id: newId('acct'),
    platform: input.platform,
    credentials: await accountSecrets.seal(secrets, scope.workspaceId, verifiedCredentials),
    at: new Date(clock()),
  });
}

/** The request to connect an account. */
interface Connecting {
  readonly clock: () => number;
  readonly signal: AbortSignal;
  readonly workspaceId: string;
}

interface Verified {
  readonly verified: VerifiedAccount;
  /**
   * The credentials to store: renewed if possible, so that their expiry is known and the refresh
   * token has been proved to work.
   */
  readonly credentials: Credentials;
}

async function verify(
  publisher: Publisher,
  credentials: Credentials,
  connecting: Connecting,
): Promise<Verified> {
  try {
    return await verifyAndRenew(publisher, credentials, connecting);
  } catch (error) {
    throw verificationFailure(error);
  }
}

/**
 * Verifies before renewing, so that an unreachable platform does not cost a refresh token. Only
 * rejected credentials are renewed and verified again; if that verification fails, the refresh
 * token is spent and the user must supply another.
 */
async function verifyAndRenew(
  publisher: Publisher,
  credentials: Credentials,
  { clock, signal, workspaceId }: Connecting,
): Promise<Verified> {
  let refusal: unknown;
  const verified = await publisher.verify(credentials, signal, workspaceId).catch((error: unknown) => {
    if (!(error instanceof PublishError) || error.fault !== 'credentials') throw error;
    refusal = error;
    return null;
  });
  const renewed = await renew(publisher, credentials, new Date(clock()));
  if (!renewed && !verified) throw refusal;
  const account = verified ?? (await publisher.verify(renewed!, signal, workspaceId));
  return { verified: account, credentials: account.credentials ?? renewed ?? credentials };
}
