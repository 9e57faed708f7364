import { invalidInput, TributaryError } from '@tributary/kit';
import type { Scope, Secrets } from '@tributary/kit/postgres';
import { isLongerThan } from '@tributary/kit/text';
import { type ConnectedAccount, upsertAccount } from '../data/accounts.ts';
import type { Tables } from '../data/tables.ts';
import { newId } from '../ids.ts';
import {
  type Credentials,
  type Platform,
  PublishError,
  type Publisher,
  type VerifiedAccount,
} from '../publishers/publisher.ts';
import { renew } from './renewal.ts';
import { sealCredentials } from './sealed.ts';

const LONGEST_VALUE = 4_096;
const LONGEST_NAME = 200;

/** What accounts are connected with. */
export interface AccountServices {
  readonly publishers: ReadonlyMap<Platform, Publisher>;
  readonly secrets: Secrets;
}

/** An account to be connected, as it was asked for. */
export interface ConnectInput {
  readonly platform: Platform;
  readonly credentials: readonly { readonly name: string; readonly value: string }[];
  readonly displayName?: string | null;
}

/**
 * Tries credentials, and keeps them when the platform knows them; an account that the workspace has already is renewed.
 * INVALID_INPUT for what is wrong with them, UPSTREAM_FAILED where the platform did not say.
 */
export async function connectAccount(
  { publishers, secrets }: AccountServices,
  scope: Scope<Tables>,
  input: ConnectInput,
  signal: AbortSignal,
): Promise<ConnectedAccount> {
  const publisher = publishers.get(input.platform)!;
  const credentials = readCredentials(publisher, input.credentials);
  const named = input.displayName?.trim() ?? '';
  if (isLongerThan(named, LONGEST_NAME))
    throw invalidInput('input.displayName', `\`displayName\` must have at most ${LONGEST_NAME} characters.`);
  const { verified, kept } = await verify(publisher, credentials, signal, scope.workspaceId);
  return upsertAccount(scope, {
    ...verified,
    displayName: named || verified.displayName,
    id: newId('acct'),
    platform: input.platform,
    credentials: await sealCredentials(secrets, scope.workspaceId, kept),
    at: new Date(),
  });
}

interface Verified {
  readonly verified: VerifiedAccount;
  /** The credentials to be kept: renewed where they can be, so that their end is known and what renews them is good. */
  readonly kept: Credentials;
}

async function verify(
  publisher: Publisher,
  credentials: Credentials,
  signal: AbortSignal,
  workspaceId: string,
): Promise<Verified> {
  try {
    return await verifyAndRenew(publisher, credentials, signal, workspaceId);
  } catch (error) {
    if (!(error instanceof PublishError)) throw error;
    if (error.fault === 'retry')
      throw new TributaryError('UPSTREAM_FAILED', `The credentials could not be tried: ${error.message}`);
    throw invalidInput('input.credentials', `The credentials were refused: ${error.message}`);
  }
}

/**
 * A platform that is away is noticed before anything is spent. A token that has ended already is renewed first: should the
 * platform then not say whose it is, its refresh token is spent and the user must be asked for another.
 */
async function verifyAndRenew(
  publisher: Publisher,
  credentials: Credentials,
  signal: AbortSignal,
  workspaceId: string,
): Promise<Verified> {
  let refusal: unknown;
  const verified = await publisher.verify(credentials, signal, workspaceId).catch((error: unknown) => {
    if (!(error instanceof PublishError) || error.fault !== 'credentials') throw error;
    refusal = error;
    return null;
  });
  const renewed = await renew(publisher, credentials, new Date());
  if (!renewed && !verified) throw refusal;
  const account = verified ?? (await publisher.verify(renewed!, signal, workspaceId));
  return { verified: account, kept: account.credentials ?? renewed ?? credentials };
}

/** Credentials by name: all that the platform needs, none that it does not know, each once. */
function readCredentials(publisher: Publisher, given: ConnectInput['credentials']): Credentials {
  const { required, optional } = publisher.credentials;
  const refuse = (message: string) => invalidInput('input.credentials', message);
  const found: Record<string, string> = {};
  for (const { name, value } of given) {
    if (!required.includes(name) && !optional.includes(name))
      throw refuse(`${publisher.platform} takes ${[...required, ...optional].join(', ')}; not "${name}".`);
    if (found[name] !== undefined) throw refuse(`"${name}" is given twice.`);
    if (value.length > LONGEST_VALUE)
      throw refuse(`"${name}" must have at most ${LONGEST_VALUE} characters.`);
    if (/[^\x20-\x7e]/.test(value)) throw refuse(`"${name}" must be printable ASCII.`);
    found[name] = value.trim();
  }
  const missing = required.filter((name) => !found[name]);
  if (missing.length > 0) throw refuse(`${publisher.platform} needs ${missing.join(' and ')}.`);
  return found;
}
