import { randomUUID } from 'node:crypto';
import { invalidInput, notFound, TributaryError } from '@tributary/kit';
import { isUuid, type Scope } from '@tributary/kit/postgres';
import {
  type Credentials,
  type GivenCredential,
  readCredentials,
  verificationFailure,
} from '@tributary/platforms';
import { findRuleUsing } from '../data/alert-rules.ts';
import {
  countDestinations,
  type Destination,
  deleteDestination,
  findDestination,
  insertDestination,
  updateDestination,
} from '../data/destinations.ts';
import { deleteQueued } from '../data/queue.ts';
import type { DestinationKind, Tables } from '../data/tables.ts';
import type { NotificationParts } from '../notification-parts.ts';
import { readName } from '../readable-name.ts';
import { serialized } from '../serialized.ts';
import { destinationSecrets } from './destination-secrets.ts';
import type { Sender } from './sender.ts';

/** Maximum number of destinations per workspace. */
const MOST_DESTINATIONS = 20;

/** A destination to create, as requested. */
export interface NewDestinationInput {
  readonly name: string;
  readonly kind: DestinationKind;
  readonly credentials: readonly GivenCredential[];
}

/** Changes to a destination, as requested; absent members stay as they are. */
export interface DestinationInput {
  readonly name?: string | null;
  readonly credentials?: readonly GivenCredential[] | null;
  readonly isEnabled?: boolean | null;
}

/** Verifies credentials with their platform, and creates a destination with them. */
export async function createDestination(
  parts: NotificationParts,
  scope: Scope<Tables>,
  { name, kind, credentials: given }: NewDestinationInput,
  signal: AbortSignal,
): Promise<Destination> {
  const trimmed = readName(name);
  const { account, credentials } = await verified(parts, scope, { kind, given, signal });
  return serialized(scope, async (inside) => {
    if ((await countDestinations(inside)) >= MOST_DESTINATIONS)
      throw new TributaryError('CONFLICT', `A workspace can have at most ${MOST_DESTINATIONS} destinations.`);
    const createdAt = new Date(parts.clock());
    return insertDestination(inside, {
      id: randomUUID(),
      kind,
      name: trimmed,
      account,
      credentials,
      createdAt,
    });
  });
}

/** Changes the given properties; new credentials, or enabling it, forget its failure. */
export async function changeDestination(
  parts: NotificationParts,
  scope: Scope<Tables>,
  id: string,
  { name, credentials: given, isEnabled }: DestinationInput,
  signal: AbortSignal,
): Promise<Destination> {
  const { kind } = await requireDestination(scope, id);
  const renamed = typeof name === 'string' ? { name: readName(name) } : {};
  const replaced = given ? await verified(parts, scope, { kind, given, signal }) : {};
  const disabledReason = isEnabled === false ? 'by_user' : null;
  const isFresh = given || isEnabled === true;
  const changed = await updateDestination(scope, id, {
    ...renamed,
    ...replaced,
    ...(isFresh ? { lastError: null } : {}),
    ...(isFresh || isEnabled === false ? { disabledReason } : {}),
  });
  if (!changed) throw notFound('The destination');
  return changed;
}

/** Deletes a destination that no alert rule uses, with the messages that are not sent yet. */
export async function removeDestination(scope: Scope<Tables>, id: string): Promise<void> {
  if (!isUuid(id)) throw notFound('The destination');
  await serialized(scope, async (inside) => {
    const rule = await findRuleUsing(inside, { destination: id });
    if (rule !== undefined)
      throw new TributaryError('CONFLICT', `The destination is used by the alert rule "${rule}".`);
    if (!(await deleteDestination(inside, id))) throw notFound('The destination');
    await deleteQueued(inside, 'message', id);
  });
}

/** Finds a destination; throws NOT_FOUND if the workspace has none with this id. */
export async function requireDestination(scope: Scope<Tables>, id: string): Promise<Destination> {
  const destination = isUuid(id) ? await findDestination(scope, id) : undefined;
  if (!destination) throw notFound('The destination');
  return destination;
}

interface Verifying {
  readonly kind: DestinationKind;
  readonly given: readonly GivenCredential[];
  readonly signal: AbortSignal;
}

/** Returns the account of credentials that their platform accepts, and the credentials sealed. */
async function verified(
  { senders, secrets }: NotificationParts,
  { workspaceId }: Scope<Tables>,
  { kind, given, signal }: Verifying,
) {
  const sender = senders.get(kind);
  if (!sender)
    throw invalidInput('input.kind', 'This installation cannot send email: `SMTP_URL` is not set.');
  const credentials = readCredentials(kind, sender.credentials, given);
  const account = await verify(sender, credentials, signal, workspaceId);
  return { account, credentials: await destinationSecrets.seal(secrets, workspaceId, credentials) };
}

function verify(
  sender: Sender,
  credentials: Credentials,
  signal: AbortSignal,
  workspaceId: string,
): Promise<string> {
  return sender.verify(credentials, signal, workspaceId).catch((error: unknown) => {
    throw verificationFailure(error);
  });
}
