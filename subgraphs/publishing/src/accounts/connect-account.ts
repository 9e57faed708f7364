import { invalidInput, TributaryError } from '@tributary/kit';
import type { Scope } from '@tributary/kit/postgres';
import { isLongerThan } from '@tributary/kit/text';
import {
  type Credentials,
  type PublishingPlatform as Platform,
  PublishError,
  type Publisher,
  platformOf,
  type VerifiedAccount,
} from '@tributary/platforms';
import { type ConnectedAccount, upsertAccount } from '../data/accounts.ts';
import type { Tables } from '../data/tables.ts';
import { newId } from '../ids.ts';
import type { AccountServices } from './account-services.ts';
import { renew } from './renew.ts';
import { sealCredentials } from './sealed.ts';

const LONGEST_VALUE = 4_096;
const LONGEST_NAME = 200;

/** An account to connect, as requested. */
export interface ConnectInput {
  readonly platform: Platform;
  readonly credentials: readonly { readonly name: string; readonly value: string }[];
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
  const credentials = readCredentials(input.platform, input.credentials);
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
    credentials: await sealCredentials(secrets, scope.workspaceId, verifiedCredentials),
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
    if (!(error instanceof PublishError)) throw error;
    if (error.fault === 'retry')
      throw new TributaryError('UPSTREAM_FAILED', `The credentials could not be verified: ${error.message}`);
    throw invalidInput('input.credentials', `The credentials were refused: ${error.message}`);
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

/** Reads credentials by name: all required ones, no unknown ones, each once. */
function readCredentials(platform: Platform, given: ConnectInput['credentials']): Credentials {
  const { required, optional } = platformOf(platform).publish!.credentials;
  const refuse = (message: string) => invalidInput('input.credentials', message);
  const found: Record<string, string> = {};
  for (const { name, value } of given) {
    if (!required.includes(name) && !optional.includes(name))
      throw refuse(`${platform} accepts ${[...required, ...optional].join(', ')}; not "${name}".`);
    if (found[name] !== undefined) throw refuse(`"${name}" is given twice.`);
    if (value.length > LONGEST_VALUE)
      throw refuse(`"${name}" must have at most ${LONGEST_VALUE} characters.`);
    if (/[^\x20-\x7e]/.test(value)) throw refuse(`"${name}" must be printable ASCII.`);
    found[name] = value.trim();
  }
  const missing = required.filter((name) => !found[name]);
  if (missing.length > 0) throw refuse(`${platform} needs ${missing.join(' and ')}.`);
  return found;
}
